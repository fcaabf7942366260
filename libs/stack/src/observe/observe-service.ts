import { randomUUID } from 'node:crypto';
import { currentOwner, DrydockError, type Engine, formatOwner, runDocker } from '@drydock/engine';
import { connectTestcontainers } from '../connect-testcontainers.ts';
import { findPorts } from '../find-images.ts';
import { removeLabelled } from '../labelled-objects.ts';
import { NETWORK_LABEL, OWNER_LABEL, START_LABEL } from '../labels.ts';
import { overrideServices, unknownService } from '../override-services.ts';
import { readCompose } from '../read-compose.ts';
import type { ServiceRun } from '../service-run.ts';
import { sweepStale } from '../sweep-stale.ts';
import { dependenciesOf } from './dependencies-of.ts';
import { type Observation, prepareSurroundings } from './observation.ts';
import { observeRun } from './observe-run.ts';
import type { ObservedBehaviour } from './observed-behaviour.ts';

const READY_TIMEOUT_MS = 120_000;
const IDLE_AFTER_MS = 2_000;
const ANSWER_TIMEOUT_MS = 10_000;

export interface ObserveServiceOptions {
  /** The folder of the compose file. */
  readonly root: string;
  /** Default: `compose.yaml`. */
  readonly file?: string | undefined;
  /** Name of the service in the compose file. */
  readonly service: string;
  /** Image to run as that service. Default: the one that the compose file names. */
  readonly image?: string | undefined;
  /** Environment to add or replace. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Which other services run beside it. `dependencies`: those that it `depends_on`, and theirs. Default: `nothing`. */
  readonly with?: 'nothing' | 'dependencies' | undefined;
  /** For the service to get ready, and then for its health check to make up its mind. Default: 120 s each, as a stack gives it. */
  readonly timeoutMs?: number | undefined;
  /** Between getting ready and the first look at its memory. Default: 2 s. */
  readonly idleAfterMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a service by its image's own entry point, under the hardening that the compose file asks for, and records what it
 * does: once as the file says, and once with the root file system the other way (read-only or not). A service that never
 * gets ready is a result, not an exception. Nothing of it is left in the engine afterwards.
 */
export async function observeService(
  engine: Engine,
  options: ObserveServiceOptions,
): Promise<ObservedBehaviour> {
  const signal = options.signal ?? new AbortController().signal;
  const start = randomUUID();
  let failure: unknown;
  try {
    return await observeTwice(await plan(engine, options, { start, signal }));
  } catch (error) {
    failure = await explain(engine, error, signal);
    throw failure;
  } finally {
    await removeLabelled(engine, `${START_LABEL}=${start}`).catch((error: unknown) => {
      if (failure === undefined) throw error; // else whatever went wrong before is the news
    });
  }
}

/** All that is decided before the first container starts. */
export async function plan(
  engine: Engine,
  options: ObserveServiceOptions,
  { start, signal }: { readonly start: string; readonly signal: AbortSignal },
): Promise<Observation> {
  signal.throwIfAborted();
  const { root, file, service, image, env } = options;
  const [compose, client] = await Promise.all([
    readCompose(engine, { root, file, services: [service], signal }),
    connectTestcontainers(engine),
    sweepStale(engine),
  ]);
  const services = overrideServices(compose, {
    env: env && { [service]: env },
    images: image === undefined ? undefined : { [service]: image },
  });
  const found = services.find(({ name }) => name === service);
  if (!found) throw unknownService(service, compose.serviceNames);
  const run = withOwnEntryPoint(found);
  const peers = options.with === 'dependencies' ? dependenciesOf(run, services) : [];
  const name = `${compose.project}-observe-${start.slice(0, 8)}`;
  const labels = {
    [START_LABEL]: start,
    [OWNER_LABEL]: formatOwner(currentOwner()),
    [NETWORK_LABEL]: name,
  };
  return {
    engine,
    client,
    run,
    peers,
    ports: await findPorts(engine, [run, ...peers], { publish: 'random', signal }),
    name,
    labels,
    timeoutMs: options.timeoutMs ?? READY_TIMEOUT_MS,
    idleAfterMs: options.idleAfterMs ?? IDLE_AFTER_MS,
    signal,
  };
}

/**
 * The image is what is looked at: what the compose file would have it run instead says nothing about it, and one that
 * is started again would hide that it has ended.
 */
function withOwnEntryPoint(run: ServiceRun): ServiceRun {
  const once = { ...run, host: { ...run.host, RestartPolicy: undefined } };
  return run.entrypoint === null ? once : { ...once, entrypoint: null, command: null };
}

async function observeTwice(observation: Observation): Promise<ObservedBehaviour> {
  await prepareSurroundings(observation);
  const { run } = observation;
  const asDeclared = await observeRun(observation, { title: 'declared', run, isBrief: false });
  const isReady = asDeclared.readyAfterMs !== undefined;
  const otherwise = await observeRun(observation, {
    title: 'otherwise',
    run: { ...run, isReadOnly: !run.isReadOnly },
    isBrief: isReady,
  });
  // A service whose only fault is that it wants to write to its root gets all other facts from the run where it can.
  const { writes: _, ...facts } = isReady || otherwise.readyAfterMs === undefined ? asDeclared : otherwise;
  const [readOnly, writable] = run.isReadOnly ? [asDeclared, otherwise] : [otherwise, asDeclared];
  return {
    service: run.name,
    image: run.image,
    ...facts,
    writes: writable.writes,
    readOnlyRoot: readOnly.readyAfterMs !== undefined,
    logs: asDeclared.logs,
  };
}

/** What the caller is told: that it was cancelled, or that the engine is gone, rather than what that broke. */
export async function explain(engine: Engine, error: unknown, signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return new DrydockError('cancelled', 'the observation was cancelled', { cause: error });
  const answered = await runDocker(engine, ['version'], { timeoutMs: ANSWER_TIMEOUT_MS });
  if (answered.exitCode === 0) return error;
  return new DrydockError('engine-lost', `the engine at ${engine.host} does not answer any more`, {
    cause: error,
    evidence: answered.stderr.trim().split('\n'),
    nextStep: 'start it again: drydock engine start, or whatever starts yours',
  });
}
