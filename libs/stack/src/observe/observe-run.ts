import { setTimeout as sleep } from 'node:timers/promises';
import { readLogs } from '../logs.ts';
import type { ServiceRun } from '../service-run.ts';
import type { ContainerView } from './container-view.ts';
import { firstProcess } from './first-process.ts';
import { idleMemoryBytes } from './idle-memory.ts';
import type { Observation } from './observation.ts';
import type { ObservedBehaviour, ObservedEnd } from './observed-behaviour.ts';
import { runContainer } from './run-container.ts';
import { stopOnce } from './stop-once.ts';
import { waitForHealth } from './wait-for-health.ts';
import { writtenPaths } from './written-paths.ts';

const LOG_LINES = 20;
/** The engine's own, where neither file nor image says. */
const STOP_GRACE_MS = 10_000;
/** 128 + SIGKILL. */
const KILLED = 137;
const REASON_MS = 500;

type RunFacts = Omit<ObservedBehaviour, 'service' | 'image' | 'readOnlyRoot'>;

export interface RunOptions {
  /** Tells the runs of one observation apart. */
  readonly title: string;
  readonly run: ServiceRun;
  /** Only to see whether it gets ready and what it writes. */
  readonly isBrief: boolean;
}

/** One life of a container, from its start to its end. It is removed at once, so that the next one has the machine. */
export async function observeRun(observation: Observation, options: RunOptions): Promise<RunFacts> {
  const { timeoutMs, idleAfterMs, signal } = observation;
  const { run, isBrief } = options;
  await using started = await runContainer(observation, options);
  const { container, readyAfterMs } = started;
  const isReady = readyAfterMs !== undefined;
  const process = isBrief ? undefined : await lookAtProcess(observation, container);
  const health = await waitForHealth(container, { timeoutMs: isReady && !isBrief ? timeoutMs : 0, signal });
  if (isReady) await sleep(idleAfterMs, undefined, { signal });
  const idle = isReady && !isBrief ? await idleMemoryBytes(container, signal) : undefined;
  const ended = await endOf(container);
  const stop = await stopOnce(container, { graceMs: run.stopGraceMs ?? STOP_GRACE_MS, signal });
  return {
    readyAfterMs,
    ended,
    ...health,
    idleMemoryBytes: idle,
    stop,
    pid1: process?.pid1,
    user: process?.user,
    writes: await writesOf(container),
    logs: await logsOf(observation, container),
  };
}

async function lookAtProcess({ engine, labels, signal }: Observation, container: ContainerView) {
  if (await endOf(container)) return undefined;
  return firstProcess(engine, { container, labels, signal });
}

async function endOf(container: ContainerView): Promise<ObservedEnd | undefined> {
  const { State } = await container.inspect();
  if (State.Status === 'running') return undefined;
  if (State.ExitCode !== KILLED || State.OOMKilled)
    return { exitCode: State.ExitCode, isOutOfMemory: State.OOMKilled };
  // The engine hears of the end and of its reason separately, and on a busy machine of the reason later.
  await sleep(REASON_MS);
  return { exitCode: KILLED, isOutOfMemory: (await container.inspect()).State.OOMKilled };
}

async function writesOf(container: ContainerView): Promise<string[]> {
  const { Mounts, HostConfig } = await container.inspect();
  const mounts = [...Mounts.map(({ Destination }) => Destination), ...Object.keys(HostConfig.Tmpfs ?? {})];
  return writtenPaths(await container.changes(), mounts);
}

async function logsOf({ engine, run, signal }: Observation, container: ContainerView): Promise<string[]> {
  const { State } = await container.inspect();
  if (State.Status === 'created') return State.Error.split('\n'); // the engine could not start the image's program
  const source = { service: run.name, containerId: container.id };
  const lines = await readLogs(engine, [source], { tail: LOG_LINES, signal });
  return lines.map(({ text }) => text);
}
