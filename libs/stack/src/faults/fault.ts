import { runDocker } from '@drydock/engine';
import { waitUntilReady } from '../wait-until-ready.ts';
import type { FaultTarget } from './fault-target.ts';

/** For a service to answer again. */
const HEAL_TIMEOUT_MS = 60_000;

/**
 * Something that was done to a service, until the end of its scope: `await using fault = await service.paused()`.
 * A service that does not come back is an error there as well: that a service recovers is what faults are about.
 */
export interface Fault extends AsyncDisposable {
  /** For messages: `access-log is paused`. */
  readonly name: string;
  /**
   * Undoes it, and waits until the service answers, unless another fault still lasts. Does nothing the second time,
   * nor when the stack is gone.
   */
  heal(): Promise<void>;
}

export interface FaultSteps {
  /** What is true while it lasts: `is paused`. */
  readonly what: string;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
  /** Default: until the service answers on its own port. */
  readonly wait?: () => Promise<unknown>;
}

/** Begins a fault. When that fails half-way, what was begun is undone. */
export async function openFault(target: FaultTarget, steps: FaultSteps): Promise<Fault> {
  const name = `${target.run.name} ${steps.what}`;
  const token = Symbol(name);
  let healed: Promise<void> | undefined;
  let hasEnded = false;
  const undo = async () => {
    if (!hasEnded) await steps.end();
    hasEnded = true;
    target.active.delete(token);
    if (target.active.size > 0) return;
    await waitUntilAnswers(target);
    await steps.wait?.();
  };
  const heal = async () => {
    healed ??= unlessGone(target, undo).catch((error: unknown) => {
      healed = undefined; // it may work the next time
      throw error;
    });
    await healed;
  };
  target.active.add(token);
  try {
    await steps.begin();
  } catch (error) {
    await heal().catch(() => undefined); // the first error is the news
    target.active.delete(token);
    throw error;
  }
  return { name, heal, [Symbol.asyncDispose]: heal };
}

async function waitUntilAnswers({
  engine,
  run,
  readiness,
  containerId,
  readState,
}: FaultTarget): Promise<void> {
  const { signal } = new AbortController();
  await waitUntilReady(engine, {
    run,
    readiness,
    containerId,
    readState,
    timeoutMs: HEAL_TIMEOUT_MS,
    signal,
  });
}

/** A container that is gone needs no healing, also when it goes in the middle of it. */
async function unlessGone(target: FaultTarget, undo: () => Promise<void>): Promise<void> {
  try {
    await undo();
  } catch (error) {
    const found = await runDocker(target.engine, ['inspect', '--type', 'container', target.containerId]);
    if (found.exitCode !== 0 && found.stderr.includes('No such')) return;
    throw error;
  }
}
