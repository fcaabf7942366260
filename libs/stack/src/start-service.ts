import { DrydockError, type Engine } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import type { Placement } from './service-container.ts';
import type { ServiceRun } from './service-run.ts';
import type { OnStackEvent } from './stack-event.ts';
import { type ContainerState, waitUntilReady } from './wait-until-ready.ts';

/** How many ports are tried, from the declared one on. */
const PORT_ATTEMPTS = 50;
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_768;
const PORT_TAKEN = /port is already allocated|address already in use/;

export interface StartServiceOptions {
  readonly run: ServiceRun;
  readonly client: ContainerRuntimeClient;
  readonly placement: Omit<Placement, 'onCreated' | 'hostPort'>;
  /** The first port to try. Default: any that is free. */
  readonly hostPort: number | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: OnStackEvent;
}

/**
 * Starts one container, waits until it answers, and gives its host port. A start that fails leaves no running
 * container. That a port is taken shows from trying only: looked up before, another process could take it in between.
 */
export async function startService(engine: Engine, options: StartServiceOptions): Promise<number> {
  const { run, onEvent } = options;
  const first = options.hostPort ?? 0;
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
    const hostPort = options.hostPort === undefined ? somePort() : first + attempt;
    try {
      return await startOn(engine, options, hostPort);
    } catch (error) {
      if (!PORT_TAKEN.test(String(error))) throw describeFailure(run, error, options.signal);
      if (options.hostPort !== undefined) onEvent({ type: 'port-taken', service: run.name, hostPort });
    }
  }
  throw new DrydockError(
    'port-in-use',
    `service "${run.name}": ${PORT_ATTEMPTS} ports from ${first || LOWEST_PORT} on are all in use`,
    {
      nextStep: 'free one of them, or change the port in the compose file',
    },
  );
}

/**
 * Where nobody listens, most likely. Not left to the engine, which chooses anew whenever the container starts: a service
 * has to be found where it was. Below the ports that the kernel gives to outgoing connections, so that none of those
 * can take it while the service is down.
 */
function somePort(): number {
  return LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
}

async function startOn(engine: Engine, options: StartServiceOptions, hostPort: number): Promise<number> {
  const { run, client, placement, timeoutMs, onEvent } = options;
  // Loads Testcontainers, as connect-testcontainers.ts does: only when a container is to be started.
  const { ServiceContainer } = await import('./service-container.ts');
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const created = Promise.withResolvers<string>();
  let containerId: string | undefined;
  const container = new ServiceContainer(run, {
    ...placement,
    hostPort,
    onCreated: (id) => {
      containerId = id;
      signal.throwIfAborted(); // between its creation and its start is the last moment to stop it
      onEvent({ type: 'created', service: run.name, containerId: id });
      created.resolve(id);
    },
  });
  // Testcontainers takes 10 s to notice that a container has ended at once. So it starts and we wait side by side:
  // the first to fail says why, and the other one fails when the container is gone.
  const starting = container.start().catch((error: unknown) => {
    created.reject(error);
    throw error;
  });
  const ready = created.promise.then((id) => {
    const readState = () => readContainerState(client, id, placement.port);
    return waitUntilReady(engine, { run, containerId: id, readState, timeoutMs, signal });
  });
  try {
    const [, port] = await Promise.all([starting, ready]);
    return port;
  } catch (error) {
    failed.abort(error);
    // By its id: a container of that name may be somebody else's, and that may be why this one failed.
    if (containerId !== undefined) await removeContainer(client, containerId);
    await Promise.allSettled([starting, ready]);
    throw error;
  }
}

/** What the engine says of a container now. */
export async function readContainerState(
  client: ContainerRuntimeClient,
  containerId: string,
  port: number,
): Promise<ContainerState> {
  const { State, NetworkSettings } = await client.container.getById(containerId).inspect();
  const published = NetworkSettings.Ports[`${port}/tcp`]?.[0]?.HostPort;
  return {
    status: State.Status,
    exitCode: State.ExitCode,
    isOutOfMemory: State.OOMKilled,
    hostPort: published ? Number(published) : undefined,
  };
}

/** Leaves it to the stack's own clean-up, which repeats itself, to complain when this does not work. */
export async function removeContainer(client: ContainerRuntimeClient, containerId: string): Promise<void> {
  await client.container
    .getById(containerId)
    .remove({ force: true, v: true })
    .catch(() => undefined);
}

/** What the engine refuses, in its own words: more processors than there are, a name that is taken. */
export function describeFailure(run: ServiceRun, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof DrydockError) return error;
  return new DrydockError('service-refused', `the engine does not start service "${run.name}"`, {
    cause: error,
    evidence: [error instanceof Error ? error.message : String(error)],
    nextStep: 'correct what it names in the compose file',
  });
}
