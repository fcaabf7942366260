import { randomUUID } from 'node:crypto';

// https://www.w3.org/TR/trace-context: version, trace, parent, flags. Versions after 00 may add more.
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** The trace that a `traceparent` header names, or a new one when there is none or it is malformed. */
export function traceIdOf(traceparent: string | string[] | undefined): string {
  const [, version, traceId, more] = TRACEPARENT.exec(String(traceparent)) ?? [];
  const isMalformed = traceId === undefined || (version === '00' && more !== undefined);
  // Node makes the random bits of many of these at once; random bytes cost a system call each time.
  return isMalformed ? randomUUID().replaceAll('-', '') : traceId;
}
