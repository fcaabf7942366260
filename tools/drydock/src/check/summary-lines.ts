import { bytesText, countText, fitPath, plain, type Terminal } from '../image/format.ts';
import { tableLines } from '../image/print-lines.ts';
import { type ClauseCounts, type ContractResult, countClauses } from './check-report.ts';
import { signedLines } from './clause-lines.ts';

type Column = readonly [title: string, cell: (result: ContractResult, counts: ClauseCounts) => string];

/** Below this there is no room for the sizes. */
const WIDE_COLUMNS = 70;

/** A row for each contract, and one sentence for all of them. */
export function summaryLines(results: readonly ContractResult[], terminal: Terminal): string[] {
  const total = countClauses(results);
  const columns = columnsFor(total, terminal);
  const cells = results.map((result) => columns.map(([, cell]) => cell(result, countClauses([result]))));
  const headings = columns.map(([title]) => title);
  const table = tableLines(terminal, headings, cells, { column: 0, cut: fitPath });
  return [...table, '', ...conclusion(total, terminal)];
}

function columnsFor(total: ClauseCounts, terminal: Terminal): readonly Column[] {
  const unknown: readonly Column[] = [['unknown', (_, { error }) => String(error)]];
  const unasked: readonly Column[] = [['not asked', (_, counts) => String(counts['not-asked'])]];
  const sizes: readonly Column[] = [
    ['unpacked', ({ unpackedBytes }) => bytesText(unpackedBytes)],
    ['transfer', ({ transferBytes }) => bytesText(transferBytes)],
  ];
  return [
    ['image', ({ image }) => plain(image)],
    ['kept', (_, { kept }) => String(kept)],
    ['broken', (_, { broken }) => String(broken)],
    ...(total.error > 0 ? unknown : []),
    ...(total['not-asked'] > 0 ? unasked : []),
    ...(terminal.columns >= WIDE_COLUMNS ? sizes : []),
  ];
}

/** `all 12 clauses kept`, `1 clause kept`. */
export function allOf(count: number, said: string): string {
  return `${count === 1 ? '' : 'all '}${countText(count, 'clause')} ${said}`;
}

function conclusion(counts: ClauseCounts, terminal: Terminal): string[] {
  const { all, kept, broken, error, 'not-asked': notAsked } = counts;
  const rest = [
    error > 0 ? `${error} could not be checked` : '',
    notAsked > 0 ? `${notAsked} not asked` : '',
  ];
  const say = (first: string) => [first, ...rest.filter(Boolean)].join('; ');
  const total = countText(all, 'clause');
  if (broken > 0) return signedLines('broken', say(`${broken} of ${total} broken`), terminal);
  if (notAsked === all)
    return signedLines('error', 'nothing was checked: every clause needs a container', terminal);
  if (error > 0) return signedLines('error', say(`${kept} of ${total} kept`), terminal);
  return signedLines('kept', kept === all ? allOf(all, 'kept') : say(`${kept} of ${total} kept`), terminal);
}
