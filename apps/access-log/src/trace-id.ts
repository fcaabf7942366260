// https://www.w3.org/TR/trace-context: version, trace, parent, flags. Versions after 00 may add more.
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** The trace that a `traceparent` header names, or a new one when there is none or it is malformed. */
export function traceIdOf(traceparent: string | string[] | undefined): string {
  const [, version, traceId, more] = TRACEPARENT.exec(String(traceparent)) ?? [];
  const isMalformed = traceId === undefined || (version === '00' && more !== undefined);
  return isMalformed ? randomTraceId() : traceId;
}

/**
 * An id has to differ from others, and is no secret: as in OpenTelemetry, V8's own numbers will do. Those of
 * node:crypto would have the first request wait until that is loaded.
 */
function randomTraceId(): string {
  return Array.from({ length: 4 }, randomWord).join('');
}

/** 32 bits in hexadecimal. */
function randomWord(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
