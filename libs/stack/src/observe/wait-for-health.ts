import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerView } from './container-view.ts';
import type { ObservedBehaviour } from './observed-behaviour.ts';

const POLL_MS = 50;

/** Waits until the engine has made up its mind about a container, or the time is over, or the container. */
export async function waitForHealth(
  container: ContainerView,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Pick<ObservedBehaviour, 'health' | 'healthOutput'>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const { State } = await container.inspect();
    const health = State.Health?.Status ?? 'none';
    if (health !== 'starting' || State.Status !== 'running' || performance.now() >= deadline)
      return { health, healthOutput: State.Health?.Log?.at(-1)?.Output.trim() };
    await sleep(POLL_MS, undefined, { signal });
  }
}
