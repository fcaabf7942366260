/** An answer that a proxy gives in the name of a service, which hears nothing of the request. */
export interface CannedAnswer {
  /** Default: 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Spaces after the body, up to so many bytes. */
  readonly padToBytes?: number;
  /** Before the first byte. */
  readonly delayMs?: number;
  /** The connection ends after so many bytes of the body, of which the header announces all. */
  readonly cutAfterBytes?: number;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const OVERSIZED_BYTES = 64_000_000;

/** The ways in which an upstream goes wrong that everybody meets sooner or later. */
export const ANSWERS = {
  tooManyRequests: (retryAfterSeconds = 1) => refusal(429, retryAfterSeconds),
  unavailable: (retryAfterSeconds = 1) => refusal(503, retryAfterSeconds),
  serverError: (): CannedAnswer => ({ status: 500, headers: JSON_TYPE, body: '{"error":"something broke"}' }),
  slow: (delayMs: number): CannedAnswer => ({ headers: JSON_TYPE, body: '{}', delayMs }),
  oversized: (bytes = OVERSIZED_BYTES): CannedAnswer => ({
    headers: JSON_TYPE,
    body: '{}',
    padToBytes: bytes,
  }),
  malformedJson: (): CannedAnswer => ({ headers: JSON_TYPE, body: '{"date":"2024-01-01","url":' }),
  wrongContentType: (): CannedAnswer => ({
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>Sign in to the guest network</title>',
  }),
  truncated: (): CannedAnswer => ({
    headers: JSON_TYPE,
    body: '{"date":"2024-01-01","url":"http://apod/"}',
    cutAfterBytes: 12,
  }),
} as const;

function refusal(status: 429 | 503, retryAfterSeconds: number): CannedAnswer {
  const headers = { ...JSON_TYPE, 'retry-after': String(retryAfterSeconds) };
  return { status, headers, body: '{"error":"not now"}' };
}
