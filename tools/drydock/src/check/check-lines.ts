import { countText, plain, type Terminal } from '../image/format.ts';
import { heading } from '../image/print-lines.ts';
import {
  type CheckReport,
  type ClauseCounts,
  type ClauseResult,
  type ClauseStatus,
  type ContractResult,
  countClauses,
} from './check-report.ts';
import { clauseLines, signedLines } from './clause-lines.ts';
import { allOf, summaryLines } from './summary-lines.ts';

/** What is worst stands last, where a terminal shows it. */
const ORDER = ['kept', 'not-asked', 'error', 'broken'] as const;

/** The report for people: each contract with what is wrong, then a table. `all`: each clause, kept or not. */
export function checkLines({ results }: CheckReport, terminal: Terminal, { all = false } = {}): string[] {
  if (results.length === 0) return [];
  const contracts = results.flatMap((result) => contractLines(result, terminal, all));
  return [...contracts.slice(1), '', ...summaryLines(results, terminal)];
}

function contractLines(
  { image, contract, clauses }: ContractResult,
  terminal: Terminal,
  all: boolean,
): string[] {
  const counts = countClauses([{ clauses }]);
  const listed = ORDER.flatMap((status) => {
    const isListed = all || status === 'broken' || status === 'error';
    if (!isListed) return countLines(status, counts, terminal);
    return once(clauses.filter((one) => one.status === status)).flatMap((one) => clauseLines(one, terminal));
  });
  return [...heading(terminal, plain(image), contract), ...listed];
}

/** Where several clauses cannot be checked for the same reason, it is said with the first of them. */
function once(clauses: readonly ClauseResult[]): ClauseResult[] {
  return clauses.map((clause, index) => {
    const before = clauses[index - 1];
    const isSame = before?.status === 'error' && clause.status === 'error' && sameReason(before, clause);
    return isSame ? { ...clause, why: ['the same'], nextStep: undefined } : clause;
  });
}

function sameReason(one: ClauseResult, other: ClauseResult): boolean {
  return one.why.length > 0 && one.why.join('\n') === other.why.join('\n') && one.nextStep === other.nextStep;
}

function countLines(status: ClauseStatus, counts: ClauseCounts, terminal: Terminal): string[] {
  if (counts[status] === 0) return [];
  const said = status === 'kept' ? 'kept' : 'not asked: they need a container (--no-run)';
  const isAll = counts[status] === counts.all;
  const text = isAll ? allOf(counts.all, said) : `${countText(counts[status], 'clause')} ${said}`;
  return signedLines(status, text, terminal);
}
