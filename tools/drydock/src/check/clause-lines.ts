import { plain, shorten, type Terminal } from '../image/format.ts';
import type { ClauseResult, ClauseStatus } from './check-report.ts';
import { wrapBehind } from './wrap-text.ts';

const SIGNS = { kept: '✓', broken: '✗', error: '?', 'not-asked': '–' } as const;
const STYLES = { kept: 'green', broken: 'red', error: 'yellow', 'not-asked': 'dim' } as const;

/** One clause: a line when it is kept, and all that explains it when it is not. */
export function clauseLines(clause: ClauseResult, terminal: Terminal): string[] {
  const { status, title, expected, actual, why, nextStep } = clause;
  const claim = plain(`${clause.clause}: ${title}`);
  if (status === 'kept' || status === 'not-asked') {
    const text = shorten(`${claim} (${plain(actual)})`, terminal.columns - INDENT);
    return signedLines(status, text, terminal);
  }
  const compared =
    status === 'broken' ? [...fact('expected', expected, terminal), ...fact('actual', actual, terminal)] : [];
  return [
    ...signedLines(status, status === 'error' ? `${claim}: could not be checked` : claim, terminal),
    ...compared,
    ...why.flatMap((line, index) => fact(index === 0 ? 'why' : '', line, terminal)),
    ...(nextStep === undefined ? [] : fact('next', nextStep, terminal)),
  ];
}

/** Of what stands before a text with a sign. */
const INDENT = '  ✓ '.length;

/** A text behind the sign of a status. */
export function signedLines(status: ClauseStatus, text: string, { columns, paint }: Terminal): string[] {
  const [first = '', ...rest] = wrapBehind(' '.repeat(INDENT), text, columns);
  return [`  ${paint(STYLES[status], SIGNS[status])} ${first.slice(INDENT)}`, ...rest];
}

/** What goes on in a further line stands a little deeper, so that it is not taken for the next fact. */
function fact(name: string, text: string, { columns, paint }: Terminal): string[] {
  const label = `      ${name.padEnd('expected  '.length)}`;
  const [first = '', ...rest] = wrapBehind(label, plain(text), columns - '  '.length);
  return [`${paint('dim', label)}${first.slice(label.length)}`, ...rest.map((line) => `  ${line}`)];
}
