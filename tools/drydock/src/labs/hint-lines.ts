import { HINT_STEPS, type Lab, type TaskHints } from '@drydock/labs';
import type { Terminal } from '../image/format.ts';
import { nextLines } from './result-lines.ts';
import { textLines, withPaths } from './text-lines.ts';

const STEPS = [
  ['question', 'A question'],
  ['concept', 'A concept'],
  ['read', 'Where to read'],
] as const satisfies readonly (readonly [keyof TaskHints, string])[];

export interface ShownHints {
  readonly lab: Lab;
  /** Of the task that they are for; nothing when its lab has none. */
  readonly hints: TaskHints | undefined;
  /** How many of the three steps, from the first on. */
  readonly shown: number;
}

/** The steps that were asked for, one below the other; then how to get on. */
export function hintLines(
  { lab, hints, shown }: ShownHints,
  { terminal, root, more }: { readonly terminal: Terminal; readonly root: string; readonly more: string },
): string[] {
  const steps = STEPS.slice(0, shown).flatMap(([key, title], index) => [
    ...(index === 0 ? [] : ['']),
    terminal.paint('bold', `  ${title}`),
    ...textLines(withPaths(hints?.[key] ?? '', lab.folder, root), terminal, '    '),
  ]);
  const on = shown < HINT_STEPS ? more : 'that was the last hint for this task';
  return [...steps, ...nextLines(on, terminal)];
}
