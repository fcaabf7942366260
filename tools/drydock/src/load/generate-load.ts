import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMeter, type Meter } from './meter.ts';
import { sendRequest } from './send-request.ts';

/** Slices of the time at most: what a person looks through. */
const MOST_SLICES = 20;
/** For what is on its way when the time is up. */
const GRACE_MS = 1_000;
/** A refused connection costs nothing: asked again at once, one dead service would make a million failures. */
const PAUSE_AFTER_FAILURE_MS = 100;

export interface LoadOptions {
  readonly url: string;
  readonly durationMs: number;
  readonly connections: number;
  /** Requests a second. Without it, each connection asks again as soon as it is answered. */
  readonly rate: number | undefined;
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** A load under way. All of its figures can be read at any moment. */
export interface Load {
  readonly meter: Meter;
  /** One for each part of the time, with what came back in it. */
  readonly slices: readonly Meter[];
  readonly sliceMs: number;
  readonly elapsedMs: () => number;
  readonly sent: () => number;
  readonly unfinished: () => number;
  /** How many requests of the rate were due, and not sent: all connections waited for answers. */
  readonly neverSent: () => number;
  readonly done: Promise<void>;
}

/**
 * Asks for one address over and over. With a rate, a request is late from the moment that it was due, also when no
 * connection was free to send it: else a service that stands still for a second would have one slow answer and no more.
 */
export function generateLoad(options: LoadOptions): Load {
  const { durationMs, connections, rate, signal } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const meter = createMeter();
  const sliceMs = Math.ceil(durationMs / MOST_SLICES / 1_000) * 1_000;
  const slices = Array.from({ length: Math.ceil(durationMs / sliceMs) }, createMeter);
  const begun = performance.now();
  const over = AbortSignal.any([signal, AbortSignal.timeout(durationMs + GRACE_MS)]);
  const goesOn = () => !signal.aborted && performance.now() - begun < durationMs;
  let sent = 0;
  let unfinished = 0;
  let endedMs: number | undefined;
  const elapsedMs = () => Math.min(endedMs ?? performance.now() - begun, durationMs);
  const due = () =>
    rate === undefined ? Number.POSITIVE_INFINITY : Math.floor((elapsedMs() * rate) / 1_000);
  let next = 0;

  async function connection(): Promise<void> {
    while (goesOn()) {
      const dueMs = rate === undefined ? performance.now() : begun + (next++ * 1_000) / rate;
      if (dueMs >= begun + durationMs || !(await until(dueMs, over))) return;
      if (!goesOn()) return;
      sent += 1;
      const outcome = await sendRequest({ ...options, agent, signal: over });
      const ended = performance.now();
      const slice = slices[Math.min(slices.length - 1, Math.floor((ended - begun) / sliceMs))];
      if (outcome.kind === 'unfinished') unfinished += 1;
      else if (outcome.kind === 'failure') for (const one of [meter, slice]) one?.failure(outcome.why);
      else for (const one of [meter, slice]) one?.answer(outcome.status, ended - dueMs);
      if (outcome.kind === 'failure' && rate === undefined)
        await until(performance.now() + PAUSE_AFTER_FAILURE_MS, over);
    }
  }

  const all = Promise.all(Array.from({ length: connections }, connection));
  const isOver = all.then(() => until(begun + durationMs, signal)); // the last one may be answered before the time is up
  return {
    meter,
    slices,
    sliceMs,
    elapsedMs,
    sent: () => sent,
    unfinished: () => unfinished,
    neverSent: () => (rate === undefined ? 0 : Math.max(0, due() - sent)),
    done: isOver.then(() => {
      endedMs = performance.now() - begun;
      agent.destroy();
    }),
  };
}

/** Whether that moment was reached before it was all over. */
async function until(moment: number, over: AbortSignal): Promise<boolean> {
  // A timer may be early by a part of a millisecond.
  while (performance.now() < moment && !over.aborted)
    // It may have come since it was looked at; Node warns of a time below zero.
    await sleep(Math.max(0, moment - performance.now()), undefined, { signal: over }).catch(() => undefined);
  return !over.aborted;
}
