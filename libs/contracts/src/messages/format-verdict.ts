import type { Verdict } from '../verdict.ts';
import { counted } from './list-some.ts';

const SIGNS = { kept: '✓', broken: '✗', error: '?' } as const;

/** A verdict as text without colour: one line when the clause is kept, and all that explains it when it is not. */
export function formatVerdict(verdict: Verdict): string {
  const { status, clause, title, subject, expected, actual, why, nextStep } = verdict;
  if (status === 'kept') return `${SIGNS.kept} ${clause}: ${title} (${actual})`;
  if (status === 'error')
    return join([`${SIGNS.error} ${subject}, ${clause}: could not be checked: ${why.join('; ')}`], nextStep);
  const compared = [`    expected  ${expected}`, `    actual    ${actual}`];
  const reasons = why.map((line, index) => `    ${index === 0 ? 'why  ' : '     '}     ${line}`);
  return join([`${SIGNS.broken} ${subject}, ${clause}: ${title}`, ...compared, ...reasons], nextStep);
}

function join(lines: readonly string[], nextStep: string | undefined): string {
  return [...lines, ...(nextStep ? [`    next      ${nextStep}`] : [])].join('\n');
}

/** All verdicts on one image, what is broken last, where a terminal shows it; then one line with the numbers. */
export function formatReport(verdicts: readonly Verdict[]): string {
  const order = ['kept', 'error', 'broken'] as const;
  const sorted = order.flatMap((status) => verdicts.filter((one) => one.status === status));
  return [...sorted.map(formatVerdict), '', summarise(verdicts)].join('\n');
}

/** `shop/web:1.4 breaks 2 of 31 clauses`. */
export function summarise(verdicts: readonly Verdict[]): string {
  const count = (status: Verdict['status']) => verdicts.filter((one) => one.status === status).length;
  const [broken, errors] = [count('broken'), count('error')];
  const subject = [...new Set(verdicts.map((one) => one.subject))].join(', ');
  const total = counted(verdicts.length, 'clause');
  const unknown = errors > 0 ? `; ${errors} could not be checked` : '';
  if (broken > 0) return `${subject} breaks ${broken} of ${total}${unknown}`;
  return errors > 0 ? `${subject} breaks none of ${total}${unknown}` : `${subject} keeps all ${total}`;
}
