import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError } from '@drydock/engine';
import type { ContainerView } from './container-view.ts';
import type { ObservedStop } from './observed-behaviour.ts';

const DEFAULT_SIGNAL = 'SIGTERM';
/** The kernel ends a process at once; the engine has to notice. */
const KILL_TIMEOUT_MS = 30_000;

/**
 * Sends the image's stop signal, once, and sees what comes of it: `docker stop` does not say whether it had to kill.
 * Absent when the container has ended before.
 */
export async function stopOnce(
  container: ContainerView,
  { graceMs, signal }: { readonly graceMs: number; readonly signal: AbortSignal },
): Promise<ObservedStop | undefined> {
  const { State, Config } = await container.inspect();
  if (State.Status !== 'running') return undefined;
  const stopSignal = Config.StopSignal || DEFAULT_SIGNAL;
  const ended = container.ended();
  ended.catch(() => undefined); // is waited for below, unless something else fails before
  const begun = performance.now();
  const result = (exitCode: number, wasKilled: boolean) => {
    const tookMs = Math.round(performance.now() - begun);
    return { tookMs, exitCode, signal: stopSignal, wasKilled };
  };
  try {
    await container.signal(stopSignal);
  } catch (error) {
    if ((await container.inspect()).State.Status === 'running') throw error;
    return undefined; // it ended by itself, in this very moment
  }
  const exitCode = await within(ended, graceMs, signal);
  if (exitCode !== undefined) return result(exitCode, false);
  const wasKilled = await container.signal('SIGKILL').then(
    () => true,
    () => false, // it ended in between
  );
  const lateCode = await within(ended, KILL_TIMEOUT_MS, signal);
  if (lateCode !== undefined) return result(lateCode, wasKilled);
  throw new DrydockError('engine-lost', 'the engine cannot end a container, not even by SIGKILL', {
    nextStep: `look at: docker inspect ${container.id}`,
  });
}

/** What it resolves with, or `undefined` when that takes longer. */
async function within<T>(
  promise: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T | undefined> {
  const waited = new AbortController();
  const timer = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, waited.signal]) });
  try {
    return await Promise.race([promise, timer]);
  } finally {
    waited.abort();
    timer.catch(() => undefined);
  }
}
