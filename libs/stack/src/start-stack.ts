import { randomUUID } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { currentOwner, DrydockError, type Engine, formatOwner, summaryOf } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import type { AnonymousVolume } from './anonymous-volumes.ts';
import { connectTestcontainers } from './connect-testcontainers.ts';
import { refuseTaken, stopEarlierStart } from './earlier-start.ts';
import { findPorts } from './find-images.ts';
import { removeLabelled } from './labelled-objects.ts';
import { KEPT_LABEL, type Labels, NETWORK_LABEL, OWNER_LABEL, STACK_LABEL, START_LABEL } from './labels.ts';
import { overrideServices } from './override-services.ts';
import { type ComposeFile, readCompose } from './read-compose.ts';
import type { ServiceRun } from './service-run.ts';
import { openStack, type Stack } from './stack.ts';
import type { OnStackEvent } from './stack-event.ts';
import { joinNetwork } from './stack-network.ts';
import { claimVolume, volumeName } from './stack-volumes.ts';
import { startService } from './start-service.ts';
import { sweepStale } from './sweep-stale.ts';

const READY_TIMEOUT_MS = 120_000;

export interface StartStackOptions {
  /** The folder of the compose file. */
  readonly root: string;
  /** Default: `compose.yaml`. */
  readonly file?: string | undefined;
  /** Name of the stack. Default: one that nobody else has. */
  readonly project?: string | undefined;
  /**
   * For a person: it stays when this process ends, under a name that has to be given, and nothing but a command that
   * says this name removes it. What was started so under the name before is replaced, on the volumes that it had, unless
   * another folder's compose file is behind it. Default: no.
   */
  readonly isKept?: boolean | undefined;
  /** Name of the network. Default: one of its own. A network of that name made by hand is used, and not removed. */
  readonly network?: string | undefined;
  /**
   * Every service gets a port on 127.0.0.1. `random`: a free one. `declared`: where the compose file publishes one,
   * that one or the next free one.
   */
  readonly ports: 'random' | 'declared';
  readonly labels?: Labels | undefined;
  /** Environment to add or replace, by service. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** Image to run instead, by service. */
  readonly images?: Readonly<Record<string, string>> | undefined;
  /** In bytes, by volume of the compose file: it then lies in memory, ends there, and is empty after a stop. */
  readonly volumeSizes?: Readonly<Record<string, number>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnStackEvent | undefined;
  /** For one service to become ready. Default: 120 s: a loaded machine is slow, not broken. */
  readonly timeoutMs?: number | undefined;
}

/** Starts all services of a compose file at once, on a network, and hands them over when all of them answer. */
export async function startStack(engine: Engine, options: StartStackOptions): Promise<Stack> {
  const onEvent = options.onEvent ?? (() => undefined);
  const isKept = options.isKept ?? false;
  const cancelled = options.signal ?? new AbortController().signal;
  const [compose, client, swept] = await Promise.all([
    readCompose(engine, { root: options.root, file: options.file, signal: cancelled }),
    connectTestcontainers(engine),
    sweepStale(engine),
  ]);
  if (swept.length > 0) onEvent({ type: 'swept', names: swept.map(({ name }) => name) });

  const services = overrideServices(compose, options);
  const start = randomUUID();
  const name = options.project ?? `${compose.project}-${start.slice(0, 8)}`;
  const network = options.network ?? name;
  const labels = {
    ...options.labels,
    [STACK_LABEL]: name,
    [START_LABEL]: start,
    ...(isKept
      ? { [KEPT_LABEL]: encodeURI(realpathSync(options.root)) }
      : { [OWNER_LABEL]: formatOwner(currentOwner()) }),
    [NETWORK_LABEL]: network,
  };
  // Before anything is stopped: what cannot be started is no reason to stop what runs.
  const ports = await findPorts(engine, services, cancelled);
  const place = { name, root: options.root, signal: cancelled };
  const anonymous = isKept ? await stopEarlierStart(engine, place) : await refuseTaken(engine, name);
  const plan = {
    compose,
    services,
    client,
    ports,
    name,
    network,
    labels,
    options,
    anonymous,
    onEvent,
    cancelled,
  };
  try {
    cancelled.throwIfAborted();
    await prepare(engine, plan);
    await startAll(engine, plan);
    cancelled.throwIfAborted();
    return await openStack(engine, {
      ...plan,
      start,
      isKept,
      volumeName: (volume) => volumeName(name, volume),
    });
  } catch (error) {
    onEvent({ type: 'stopping', reason: summaryOf(error) });
    await removeLabelled(engine, `${START_LABEL}=${start}`, { keepsVolumes: isKept }).catch(
      (failure: unknown) => onEvent({ type: 'cleanup-failed', error: failure }),
    );
    throw cancelled.aborted
      ? new DrydockError('cancelled', 'the start of the stack was cancelled', { cause: error })
      : error;
  }
}

interface Plan {
  readonly compose: ComposeFile;
  readonly services: readonly ServiceRun[];
  readonly client: ContainerRuntimeClient;
  readonly ports: ReadonlyMap<string, number>;
  readonly name: string;
  readonly network: string;
  readonly labels: Labels;
  readonly options: StartStackOptions;
  /** Of what is replaced. */
  readonly anonymous: readonly AnonymousVolume[];
  readonly onEvent: OnStackEvent;
  readonly cancelled: AbortSignal;
}

/** What the containers need before the first of them can be created. */
async function prepare(engine: Engine, plan: Plan): Promise<void> {
  const { compose, services, name, network, labels, options, onEvent, cancelled } = plan;
  const names = services.flatMap((run) => [run.name, ...run.aliases]);
  const volumes = compose.volumes.map((key) =>
    claimVolume(engine, { stack: name, key, labels, sizeBytes: options.volumeSizes?.[key] }),
  );
  // Settled, not raced: what fails must not leave the other one at work behind the clean-up's back.
  const [joined, ...rest] = await Promise.allSettled([
    joinNetwork(engine, { network, labels, names, signal: cancelled }),
    ...volumes,
  ]);
  const failed = [joined, ...rest].find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  if (joined.status === 'fulfilled') onEvent({ type: 'network', network, isAdopted: joined.value.isAdopted });
}

async function startAll(engine: Engine, plan: Plan): Promise<void> {
  const { services, client, ports, name, network, labels, options, onEvent } = plan;
  const failed = new AbortController();
  const signal = AbortSignal.any([plan.cancelled, failed.signal]);
  const begun = performance.now();
  const starts = services.map(async (run) => {
    const hostPort = await startService(engine, {
      run,
      client,
      placement: {
        containerName: `${name}-${run.name}`,
        network,
        labels,
        port: ports.get(run.name) ?? 0,
        volumeName: (volume) => volumeName(name, volume),
        anonymous: plan.anonymous.filter(({ service }) => service === run.name),
      },
      hostPort: options.ports === 'declared' ? run.port?.hostPort : undefined,
      timeoutMs: options.timeoutMs ?? READY_TIMEOUT_MS,
      signal,
      onEvent,
    });
    const afterMs = Math.round(performance.now() - begun);
    onEvent({ type: 'ready', service: run.name, url: `http://127.0.0.1:${hostPort}`, afterMs });
  });
  try {
    await Promise.all(starts);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(starts);
    throw error;
  }
}
