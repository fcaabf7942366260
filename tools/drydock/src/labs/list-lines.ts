import type { LabStanding, Standing } from '@drydock/labs';
import { countText, shorten, type Terminal } from '../image/format.ts';
import { tableLines } from '../image/print-lines.ts';

const SIGNS: Readonly<Record<Standing, string>> = { passed: '✓', skipped: '–', begun: '·', new: ' ' };
const WORDS: Readonly<Record<Standing, string>> = {
  passed: 'passed',
  skipped: 'put off',
  begun: 'begun',
  new: '',
};
/** Below this, the sign says how it stands. */
const WIDE_COLUMNS = 60;

/** The course as a table: what is passed, where the learner is, and what each lab takes. */
export function listLines(labs: readonly LabStanding[], terminal: Terminal): string[] {
  const isWide = terminal.columns >= WIDE_COLUMNS;
  const headings = ['', 'lab', ...(isWide ? ['state', 'tasks', 'minutes'] : [])];
  const cells = labs.map(({ lab, standing, isCurrent, result }) => {
    const { title, tasks, minutes } = lab.definition;
    const name = `${String(lab.number).padStart(2)}  ${title}`;
    const met = standing === 'new' ? `${tasks.length}` : `${result?.met ?? 0} of ${tasks.length}`;
    const sign = isCurrent && standing === 'begun' ? '▸' : SIGNS[standing];
    return [sign, name, ...(isWide ? [WORDS[standing], met, String(minutes)] : [])];
  });
  const table = tableLines(terminal, headings, cells, { column: 1, cut: shorten });
  return [...table, '', `  ${progressBar(labs, terminal)}`, `  ${minutesLeft(labs)}`];
}

const MAX_BAR = 30;

/** `━━━━╌╌╌╌ 2 of 17 passed`. */
export function progressBar(labs: readonly LabStanding[], { columns, paint }: Terminal): string {
  const passed = labs.filter(({ standing }) => standing === 'passed').length;
  const text = `${passed} of ${countText(labs.length, 'lab')} passed`;
  const room = Math.min(MAX_BAR, Math.max(0, columns - text.length - 6));
  const full = labs.length === 0 ? 0 : Math.floor((room * passed) / labs.length);
  return `${paint('green', '━'.repeat(full))}${paint('dim', '╌'.repeat(room - full))} ${text}`.trimStart();
}

function minutesLeft(labs: readonly LabStanding[]): string {
  const minutes = (some: readonly LabStanding[]) =>
    some.reduce((sum, { lab }) => sum + lab.definition.minutes, 0);
  const left = minutes(labs.filter(({ standing }) => standing !== 'passed'));
  return `about ${left} of ${minutes(labs)} minutes are left`;
}
