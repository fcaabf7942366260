import { DrydockError, type Engine } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import { type ContainerState, containerState } from './container-state.ts';
import { ANY_PORT } from './place-service.ts';
import type { Address } from './service-answers.ts';
import type { HostBinding, Placement } from './service-container.ts';
import type { ServiceRun } from './service-run.ts';
import type { OnStackEvent } from './stack-event.ts';
import { type Readiness, waitUntilReady } from './wait-until-ready.ts';

/** How many ports are tried, from the declared one on. */
const PORT_ATTEMPTS = 50;
const LOWEST_PORT = 20_000;
const HIGHEST_PORT = 32_768;
const PORT_TAKEN = /port is already allocated|address already in use/;
/** Of a container that has ended at once, as it should, or whose networks are closed to this machine. */
const PORT_UNSEEN = /waiting for container ports to be bound/;

export interface StartServiceOptions {
  readonly run: ServiceRun;
  readonly client: ContainerRuntimeClient;
  readonly placement: Omit<Placement, 'onCreated'>;
  readonly readiness: Readiness;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: OnStackEvent;
}

/**
 * Starts one container, waits until it is ready, and gives its address. A start that fails leaves no running container.
 * That a port is taken shows from trying only: looked up before, another process could take it in between.
 */
export async function startService(
  engine: Engine,
  options: StartServiceOptions,
): Promise<Address | undefined> {
  const { run, onEvent } = options;
  let wanted = options.placement.bindings;
  for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
    const bindings = wanted.map(withSomePort);
    try {
      return await startOn(engine, options, bindings);
    } catch (error) {
      const message = String(error);
      if (!PORT_TAKEN.test(message)) throw describeFailure(run, error, options.signal);
      for (const hostPort of takenPorts(wanted, message))
        onEvent({ type: 'port-taken', service: run.name, hostPort });
      wanted = nextPorts(wanted, message);
    }
  }
  const ports = options.placement.bindings
    .map(({ hostPort }) => hostPort)
    .filter((port) => port !== ANY_PORT);
  throw new DrydockError(
    'port-in-use',
    `service "${run.name}": ${PORT_ATTEMPTS} ports from ${ports.join(', ') || LOWEST_PORT} on are all in use`,
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
function withSomePort(binding: HostBinding): HostBinding {
  if (binding.hostPort !== ANY_PORT) return binding;
  return {
    ...binding,
    hostPort: String(LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT))),
  };
}

/** Those of the file that the engine's complaint names, or all when it names none. */
function takenPorts(wanted: readonly HostBinding[], message: string): number[] {
  const ports = wanted.map(({ hostPort }) => hostPort).filter((port) => /^\d+$/.test(port));
  const named = ports.filter((port) => new RegExp(`:${port}\\b`).test(message));
  return (named.length > 0 ? named : ports).map(Number);
}

function nextPorts(wanted: readonly HostBinding[], message: string): HostBinding[] {
  const taken = takenPorts(wanted, message).map(String);
  return wanted.map((binding) => {
    if (!taken.includes(binding.hostPort)) return binding;
    return { ...binding, hostPort: String(Number(binding.hostPort) + 1) };
  });
}

async function startOn(
  engine: Engine,
  options: StartServiceOptions,
  bindings: readonly HostBinding[],
): Promise<Address | undefined> {
  const { run, client, placement, readiness, timeoutMs, onEvent } = options;
  // Loads Testcontainers, as connect-testcontainers.ts does: only when a container is to be started.
  const { ServiceContainer } = await import('./service-container.ts');
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const created = Promise.withResolvers<string>();
  let containerId: string | undefined;
  const container = new ServiceContainer(run, {
    ...placement,
    bindings,
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
    if (PORT_UNSEEN.test(String(error))) return; // what waits for the service knows better
    created.reject(error);
    throw error;
  });
  const ready = created.promise.then((id) => {
    const readState = () => readContainerState(client, id, placement.port);
    return waitUntilReady(engine, { run, readiness, containerId: id, readState, timeoutMs, signal });
  });
  try {
    return await Promise.race([ready, starting.then(() => ready)]);
  } catch (error) {
    failed.abort(error);
    // By its id: a container of that name may be somebody else's, and that may be why this one failed.
    if (containerId !== undefined) await removeContainer(client, containerId);
    await Promise.allSettled([starting, ready]);
    throw error;
  } finally {
    starting.catch(() => undefined);
  }
}

/** What the engine says of a container now. */
export async function readContainerState(
  client: ContainerRuntimeClient,
  containerId: string,
  port: number | null,
): Promise<ContainerState> {
  return containerState(await client.container.getById(containerId).inspect(), port);
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
