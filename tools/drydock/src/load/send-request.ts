import { type Agent, request } from 'node:http';

/** What became of one request. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number }
  /** Nobody answered, or not to the end. `why` in words: `connection refused`. */
  | { readonly kind: 'failure'; readonly why: string }
  /** The load was over before. */
  | { readonly kind: 'unfinished' };

export interface RequestOptions {
  readonly url: string;
  readonly agent: Agent;
  readonly timeoutMs: number;
  /** Ends it as `unfinished`. */
  readonly signal: AbortSignal;
}

const LATE = 'no answer in time';
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
};

/** Sends a GET and reads the answer to its end. A request that fails is an outcome, not an exception. */
export function sendRequest({ url, agent, timeoutMs, signal }: RequestOptions): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let isLate = false;
  const fail = (error: NodeJS.ErrnoException) =>
    resolve(
      signal.aborted ? { kind: 'unfinished' } : { kind: 'failure', why: isLate ? LATE : reason(error) },
    );
  const sent = request(url, { agent }, (answer) => {
    answer.on('error', fail);
    answer.on('end', () => resolve({ kind: 'answer', status: answer.statusCode ?? 0 }));
    answer.resume();
  });
  const stop = () => sent.destroy(new Error('stopped'));
  // For the whole answer: one that comes byte by byte would never be late for a timeout of the socket.
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, timeoutMs);
  signal.addEventListener('abort', stop);
  sent.on('error', fail);
  sent.end();
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  });
}

function reason({ code = '', name, message }: NodeJS.ErrnoException): string {
  if (message === 'aborted') return 'answer cut off';
  if (code.startsWith('HPE_')) return 'answer is no HTTP';
  return WORDS[code] ?? (code || name);
}
