import { DrydockError } from '@drydock/engine';
import { containerState } from '../container-state.ts';
import { isPublishable } from '../place-service.ts';
import { describeFailure, removeContainer } from '../start-service.ts';
import { waitUntilReady } from '../wait-until-ready.ts';
import { type ContainerView, viewContainer } from './container-view.ts';
import { type Observation, preparePlace } from './observation.ts';
import type { RunOptions } from './observe-run.ts';

/** Far below what anybody calls a start, and far above what asking costs. */
const POLL_MS = 10;

export interface StartedContainer extends AsyncDisposable {
  readonly container: ContainerView;
  /** Absent when it did not get ready. */
  readonly readyAfterMs: number | undefined;
}

/** Starts a container and waits until it is ready, or cannot get ready any more. Either way it is there to look at. */
export async function runContainer(
  observation: Observation,
  { run, title }: RunOptions,
): Promise<StartedContainer> {
  const { client, signal } = observation;
  const placement = await preparePlace(observation, run, title);
  // Loads Testcontainers, as start-service.ts does: only when a container is to be started.
  const { ServiceContainer } = await import('../service-container.ts');
  const created = Promise.withResolvers<ContainerView>();
  let containerId: string | undefined;
  const onCreated = (id: string) => {
    containerId = id;
    signal.throwIfAborted(); // between its creation and its start is the last moment to stop it
    created.resolve(viewContainer(client, id));
  };
  const begunAt = Date.now();
  // Testcontainers takes 10 s to notice that a container has ended at once. So it starts and we wait side by side.
  const start = { isRefused: false };
  const bindings = placement.bindings.map((binding) => ({ ...binding, hostPort: '' }));
  const starting = new ServiceContainer(run, { ...placement, bindings, onCreated })
    .start()
    .then(() => undefined)
    .catch((error: unknown) => {
      start.isRefused = true;
      created.reject(error);
    });
  const remove = async () => {
    // By its id: a container of that name may be somebody else's.
    if (containerId !== undefined) await removeContainer(client, containerId);
    await starting;
  };
  try {
    const container = await created.promise;
    const readyAfterMs = await untilReady(observation, {
      run,
      container,
      port: placement.port,
      begunAt,
      start,
    });
    return { container, readyAfterMs, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw describeFailure(run, error, signal);
  }
}

interface Start {
  readonly run: RunOptions['run'];
  readonly container: ContainerView;
  readonly port: number | null;
  readonly begunAt: number;
  /** What Testcontainers says, as soon as it does. */
  readonly start: { readonly isRefused: boolean };
}

async function untilReady(
  { engine, timeoutMs, signal }: Observation,
  { run, container, port, begunAt, start }: Start,
): Promise<number | undefined> {
  const readState = async () => {
    const { isRefused } = start; // before asking: the engine's refusal is in what it says by then
    const state = containerState(await container.inspect(), port);
    // What the engine cannot start stays `created` for ever.
    return isRefused && state.status === 'created' ? { ...state, status: 'exited' } : state;
  };
  try {
    await waitUntilReady(engine, {
      run,
      readiness: port === null || !isPublishable(run) ? 'run' : 'answer',
      containerId: container.id,
      readState,
      timeoutMs,
      pollMs: POLL_MS,
      settledMs: 0, // that it ends is an observation like any other
      signal,
    });
  } catch (error) {
    const isResult =
      error instanceof DrydockError && ['service-exited', 'service-not-ready'].includes(error.code);
    if (isResult && !signal.aborted) return undefined;
    throw error;
  }
  const readyAt = Date.now();
  // By the engine's clock, which a virtual machine may keep differently from ours: never more than what passed here.
  const startedAt = Date.parse((await container.inspect()).State.StartedAt);
  return Math.max(0, readyAt - Math.max(startedAt, begunAt));
}
