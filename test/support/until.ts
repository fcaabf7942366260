import { setTimeout as sleep } from 'node:timers/promises';

/** For a service to come back, and for a loaded machine. */
const PATIENCE_MS = 60_000;
const POLL_MS = 5;

/** Waits until something is so; `what` says it in words, for when it never is. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadline)
      throw new Error(`waited ${patienceMs / 1_000} s, and still not: ${what}`);
    await sleep(POLL_MS);
  }
}
