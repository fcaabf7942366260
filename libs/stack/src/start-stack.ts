import { randomUUID } from 'node:crypto';
import { currentOwner, DrydockError, type Engine, formatOwner, runDocker } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import { connectTestcontainers } from './connect-testcontainers.ts';
import { dockerOutput } from './docker-output.ts';
import { findPorts } from './find-images.ts';
import { labelledObjects, removeLabelled } from './labelled-objects.ts';
import {
  type Labels,
  labelArguments,
  NETWORK_LABEL,
  OWNER_LABEL,
  STACK_LABEL,
  START_LABEL,
} from './labels.ts';
import { overrideServices } from './override-services.ts';
import { type ComposeFile, readCompose } from './read-compose.ts';
import type { ServiceRun } from './service-run.ts';
import { openStack, type Stack } from './stack.ts';
import type { OnStackEvent } from './stack-event.ts';
import { joinNetwork } from './stack-network.ts';
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
    [OWNER_LABEL]: formatOwner(currentOwner()),
    [NETWORK_LABEL]: network,
  };
  const ports = await findPorts(engine, services, cancelled);
  await refuseTaken(engine, name);
  const plan = { compose, services, client, ports, name, network, labels, options, onEvent, cancelled };
  try {
    cancelled.throwIfAborted();
    await prepare(engine, plan);
    await startAll(engine, plan);
    cancelled.throwIfAborted();
    return await openStack(engine, { ...plan, start, volumeName: (volume) => volumeName(name, volume) });
  } catch (error) {
    onEvent({ type: 'stopping', reason: error instanceof Error ? error.message : String(error) });
    await removeLabelled(engine, `${START_LABEL}=${start}`).catch((failure: unknown) =>
      onEvent({ type: 'cleanup-failed', error: failure }),
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
  readonly onEvent: OnStackEvent;
  readonly cancelled: AbortSignal;
}

/** Says early what is taken. Of two who start at the same moment, the volumes or the container names decide. */
async function refuseTaken(engine: Engine, name: string): Promise<void> {
  const found = await labelledObjects(engine, `${STACK_LABEL}=${name}`);
  if (found.length > 0) throw taken(name);
}

function taken(name: string): DrydockError {
  return new DrydockError('stack-exists', `a stack called "${name}" is there already`, {
    nextStep: `use it, or stop it first: drydock down ${name}`,
  });
}

/** What the containers need before the first of them can be created. */
async function prepare(engine: Engine, plan: Plan): Promise<void> {
  const { compose, services, network, labels, onEvent, cancelled } = plan;
  const names = services.flatMap((run) => [run.name, ...run.aliases]);
  const volumes = compose.volumes.map((volume) => claimVolume(engine, plan, volume));
  // Settled, not raced: what fails must not leave the other one at work behind the clean-up's back.
  const [joined, ...rest] = await Promise.allSettled([
    joinNetwork(engine, { network, labels, names, signal: cancelled }),
    ...volumes,
  ]);
  const failed = [joined, ...rest].find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  if (joined.status === 'fulfilled') onEvent({ type: 'network', network, isAdopted: joined.value.isAdopted });
}

/**
 * Creates a volume. Asked for one that is there, the engine gives that one, with the labels it has: whoever does
 * not find its own there came second. To go on would be to share it with a stack that may remove it at any moment,
 * after which the engine would make a new one without labels, that nobody ever removes.
 */
async function claimVolume(engine: Engine, { name, labels, options }: Plan, key: string): Promise<void> {
  const volume = volumeName(name, key);
  const size = sizeArguments(options.volumeSizes?.[key]);
  await dockerOutput(engine, ['volume', 'create', ...labelArguments(labels), ...size, volume]);
  const format = `{{index .Labels "${STACK_LABEL}"}} {{index .Labels "${START_LABEL}"}}`;
  const { exitCode, stdout } = await runDocker(engine, ['volume', 'inspect', '--format', format, volume]);
  const [stack = '', start] = stdout.trim().split(' ');
  if (start === labels[START_LABEL]) return;
  if (exitCode !== 0 || stack === name) throw taken(name); // removed already, or about to be
  throw new DrydockError(
    'stack-exists',
    `there is a volume "${volume}", which stack "${name}" did not make`,
    {
      nextStep: `start under another name, or remove it with what it holds: docker volume rm ${volume}`,
    },
  );
}

function sizeArguments(bytes: number | undefined): string[] {
  if (bytes === undefined) return [];
  return ['type=tmpfs', 'device=tmpfs', `o=size=${bytes}`].flatMap((option) => ['--opt', option]);
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

function volumeName(stack: string, volume: string): string {
  return `${stack}_${volume}`;
}
