/** What came back of a request: an answer, or the reason why there is none, in the words of the system. */
export interface AnswerOf {
  readonly status: number | null;
  readonly headers: Headers;
  readonly body: string;
  /** Empty when there is an answer. */
  readonly error: string;
  readonly tookMs: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Asks for an address, on a connection of its own. */
export async function answerOf(
  url: string,
  { timeoutMs = DEFAULT_TIMEOUT_MS, ...init }: RequestInit & { readonly timeoutMs?: number } = {},
): Promise<AnswerOf> {
  const begun = performance.now();
  const headers = { connection: 'close', ...init.headers };
  const took = () => performance.now() - begun;
  try {
    const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(timeoutMs) });
    const body = await response.text();
    return { status: response.status, headers: response.headers, body, error: '', tookMs: took() };
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: Error };
    const reason = name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : (cause?.message ?? message);
    return { status: null, headers: new Headers(), body: '', error: reason, tookMs: took() };
  }
}
