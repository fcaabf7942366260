import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError, type Engine } from '@drydock/engine';
import { removeLabelled } from '../labelled-objects.ts';
import { START_LABEL } from '../labels.ts';
import { readLogs } from '../logs.ts';
import { joinNetwork } from '../stack-network.ts';
import { idleMemoryBytes } from './idle-memory.ts';
import type { Observation } from './observation.ts';
import { explain, type ObserveServiceOptions, plan } from './observe-service.ts';
import { runContainer } from './run-container.ts';

/** An image to run as a service of the compose file, under the hardening that the file asks for. */
export interface StartCandidate {
  readonly service: string;
  readonly image: string;
}

export interface ObserveStartsOptions
  extends Pick<ObserveServiceOptions, 'root' | 'file' | 'timeoutMs' | 'idleAfterMs' | 'signal'> {
  readonly candidates: readonly StartCandidate[];
  readonly rounds: number;
  /** Called before each start. Rounds are counted from 1. */
  readonly onStart?: (candidate: StartCandidate, round: number) => void;
}

export interface ObservedStarts extends StartCandidate {
  /** One for each round: from the start of the container's first process to the first 200 of `/health`. */
  readonly readyAfterMs: readonly number[];
  /** In the last round. Absent where the engine counts no memory. */
  readonly idleMemoryBytes: number | undefined;
}

const LOG_LINES = 20;

/**
 * Starts images again and again, each alone and with volumes that nobody has written to. They take turns, so that a busy
 * moment of the machine does not hit one of them only. One that does not get ready is an error.
 */
export async function observeStarts(
  engine: Engine,
  { candidates, rounds, onStart, ...options }: ObserveStartsOptions,
): Promise<ObservedStarts[]> {
  const signal = options.signal ?? new AbortController().signal;
  const start = randomUUID();
  try {
    const observations: Observation[] = [];
    for (const candidate of candidates)
      observations.push(await plan(engine, { ...options, ...candidate }, { start, signal }));
    const [first] = observations;
    if (!first) return [];
    const names = candidates.map(({ service }) => service);
    await joinNetwork(engine, { network: first.name, labels: first.labels, names, signal });
    const results = candidates.map(() => ({
      readyAfterMs: [] as number[],
      idle: undefined as number | undefined,
    }));
    for (let round = 1; round <= rounds; round += 1)
      for (const [index, observation] of observations.entries()) {
        const candidate = candidates[index];
        const result = results[index];
        if (!candidate || !result) continue;
        onStart?.(candidate, round);
        const seen = await startOnce(observation, { title: `${index}-${round}`, isLast: round === rounds });
        result.readyAfterMs.push(seen.readyAfterMs);
        result.idle = seen.idle;
      }
    return candidates.map((candidate, index) => ({
      ...candidate,
      readyAfterMs: results[index]?.readyAfterMs ?? [],
      idleMemoryBytes: results[index]?.idle,
    }));
  } catch (error) {
    throw await explain(engine, error, signal);
  } finally {
    await removeLabelled(engine, `${START_LABEL}=${start}`);
  }
}

async function startOnce(
  observation: Observation,
  { title, isLast }: { readonly title: string; readonly isLast: boolean },
): Promise<{ readonly readyAfterMs: number; readonly idle: number | undefined }> {
  const { engine, run, idleAfterMs, signal } = observation;
  await using started = await runContainer(observation, { title, run, isBrief: true });
  const { container, readyAfterMs } = started;
  if (readyAfterMs === undefined) {
    const source = { service: run.name, containerId: container.id };
    const lines = await readLogs(engine, [source], { tail: LOG_LINES, signal });
    throw new DrydockError('service-not-ready', `${run.image} does not get ready as service "${run.name}"`, {
      evidence: lines.map(({ text }) => text),
    });
  }
  if (!isLast) return { readyAfterMs, idle: undefined };
  await sleep(idleAfterMs, undefined, { signal });
  return { readyAfterMs, idle: await idleMemoryBytes(container, signal) };
}
