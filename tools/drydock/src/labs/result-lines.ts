import type { Lab, Result, Task } from '@drydock/labs';
import { wrapBehind } from '../check/wrap-text.ts';
import { countText, plain, type Terminal } from '../image/format.ts';

const SIGNS = { pass: '✓', fail: '✗', error: '?' } as const;
const STYLES = { pass: 'green', fail: 'red', error: 'yellow' } as const;

const VERDICTS = { pass: 'passed', fail: 'not yet', error: 'could not be checked' } as const;

export type Graded = Pick<Result, 'grade' | 'explanation' | 'tookMs'>;

/** What came of a check: the verdict, what shows it, and what leads on. */
export function resultLines({ grade, explanation, tookMs }: Graded, terminal: Terminal): string[] {
  const { message = '', evidence = [], nextStep } = explanation ?? {};
  const seconds = terminal.paint('dim', `(${(tookMs / 1_000).toFixed(1)} s)`);
  const sign = terminal.paint(STYLES[grade], `${SIGNS[grade]} ${VERDICTS[grade]}`);
  return [
    `  ${sign} ${seconds}`,
    ...(grade === 'error' ? ['    this says nothing about your work'] : []),
    ...(message === '' ? [] : wrapBehind('    ', plain(message), terminal.columns)),
    // What leads on comes first: of long evidence, a small screen shows the beginning.
    ...(nextStep === undefined ? [] : nextLines(nextStep, terminal)),
    ...evidence.flatMap((line) => evidenceLines(line, terminal)),
  ];
}

function evidenceLines(line: string, { columns, paint }: Terminal): string[] {
  return wrapBehind('    │ ', plain(line), columns).map((text, index) => {
    return paint('dim', index === 0 ? text : `    │ ${text.trimStart()}`);
  });
}

export function nextLines(text: string, terminal: Terminal): string[] {
  const [first = '', ...rest] = wrapBehind('    → ', plain(text), terminal.columns);
  return [terminal.paint('cyan', first), ...rest.map((line) => terminal.paint('cyan', line))];
}

/** `2. Layers, and what deleting does not do`. */
export function labTitle({ number, definition }: Lab): string {
  return `${number}. ${definition.title}`;
}

/** The one task that counts, in its own words, behind a sign for each of all. */
export function taskLines(
  lab: Lab,
  { task, met }: { readonly task: Task | undefined; readonly met: number },
  terminal: Terminal,
): string[] {
  const { tasks } = lab.definition;
  const { paint } = terminal;
  const signs = tasks.map((_, index) =>
    index < met ? paint('green', '✓') : index === met ? paint('bold', '▸') : paint('dim', '·'),
  );
  if (!task) return [`  ${signs.join(' ')}  ${countText(tasks.length, 'task')} met`];
  const number = tasks.indexOf(task) + 1;
  return [
    `  ${signs.join(' ')}  task ${number} of ${tasks.length}`,
    ...wrapBehind('    ', plain(task.say), terminal.columns),
  ];
}
