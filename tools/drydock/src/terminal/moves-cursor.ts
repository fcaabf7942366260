import type { Environment } from '@drydock/engine';

/** Whether lines can be drawn over: not where output is a file, and not on a terminal that only prints, as in editors. */
export function movesCursor(
  { isTTY }: { readonly isTTY?: boolean | undefined },
  { TERM }: Environment,
): boolean {
  return isTTY === true && TERM !== 'dumb';
}
