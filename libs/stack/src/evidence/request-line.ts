import { z } from 'zod';
import type { LogLine } from '../logs.ts';

/** The one line that a service logs for each request, when it is over. */
const lineSchema = z.object({
  msg: z.string(),
  traceId: z.string().min(1),
  level: z.string().default('info'),
  /** When the service wrote it. */
  time: z.string().optional(),
  error: z.string().optional(),
});
const requestSchema = z.object({
  method: z.string(),
  path: z.string(),
  status: z.number(),
  durationMs: z.number(),
});

/** Asked by health checks and by whoever waits, and part of nobody's visit. */
const NOT_CALLS = ['/health', '/metrics'];

export interface RequestLine extends z.output<typeof requestSchema> {
  readonly service: string;
  readonly traceId: string;
  /** Milliseconds since 1970, with fractions. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What else a service says of a trace, such as a warning. */
export interface Note {
  readonly service: string;
  readonly traceId: string;
  readonly timeMs: number;
  readonly text: string;
}

export function parseTraceLine(line: LogLine): RequestLine | Note | undefined {
  const parsed = lineSchema.safeParse(parseJson(line.text));
  if (!parsed.success) return undefined;
  const { msg, traceId, error, time } = parsed.data;
  if (msg === 'call') return undefined; // attempt-line.ts
  const { service } = line;
  const endMs = writtenMs(line.time, time);
  const request = requestSchema.safeParse(parseJson(line.text));
  if (!request.success)
    return { service, traceId, timeMs: endMs, text: error === undefined ? msg : `${msg}: ${error}` };
  if (NOT_CALLS.includes(request.data.path)) return undefined;
  return { ...request.data, service, traceId, endMs, startMs: endMs - request.data.durationMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not every line is one of a request
  }
}

/**
 * When a line was written: when the engine got it, or when the service says that it wrote it, if that is earlier. On a busy
 * machine a line may take longer to the engine than the whole call took.
 */
function writtenMs(engineTime: string, ownTime = ''): number {
  const gotMs = milliseconds(engineTime);
  const isExact = /\.\d{4,}Z$/.test(ownTime);
  const saidMs = milliseconds(ownTime) + (isExact ? 0 : 1); // cut to milliseconds, it was at most one later
  return Number.isNaN(saidMs) ? gotMs : Math.min(gotMs, saidMs);
}

/** `Date.parse` knows no more than milliseconds, in which a whole call may be over. */
function milliseconds(time: string): number {
  const [, seconds = '', fraction = '0'] = /^([^.Z]*)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1_000;
}
