import { z } from 'zod';
import type { LogLine } from '../logs.ts';

/** The line that a service logs for each attempt to call another one, when it is over. */
const attemptSchema = z.object({
  msg: z.literal('call'),
  traceId: z.string().min(1),
  spanId: z.string(),
  peer: z.string(),
  method: z.string(),
  path: z.string(),
  attempt: z.number(),
  result: z.string(),
  durationMs: z.number(),
  breaker: z.enum(['closed', 'half-open', 'open']),
});

/** One attempt to call another service, as the one that called has logged it: also when nobody heard of it. */
export interface Attempt {
  readonly traceId: string;
  /** What the one that was called gets as the parent of its own work. */
  readonly spanId: string;
  readonly caller: string;
  /** The service that was called, or a host that is none of the stack's. */
  readonly peer: string;
  readonly method: string;
  readonly path: string;
  /** 1 is the first. */
  readonly attempt: number;
  /** A status, or why there is none: `timeout`, `unreachable`, `unreadable`, `abandoned`, `not made`. */
  readonly result: string;
  /** False when the breaker was open, so that nothing was sent. */
  readonly isMade: boolean;
  readonly startMs: number;
  readonly durationMs: number;
  /** As the attempt found it. */
  readonly breaker: 'closed' | 'half-open' | 'open';
}

export function parseAttemptLine(line: LogLine, nameOf: (host: string) => string): Attempt | undefined {
  if (!line.text.includes('"call"')) return undefined;
  const parsed = attemptSchema.safeParse(parseJson(line.text));
  if (!parsed.success) return undefined;
  const { msg: _, peer, ...attempt } = parsed.data;
  return {
    ...attempt,
    caller: line.service,
    peer: nameOf(peer),
    isMade: attempt.result !== 'not made',
    startMs: Date.parse(line.time) - attempt.durationMs,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not every line is one of a call
  }
}
