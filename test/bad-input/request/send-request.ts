import { type Agent, request as httpRequest } from 'node:http';
import type { Answer, NoAnswer, Request } from './request.ts';

const ANSWER_TIMEOUT_MS = 30_000;
/** A service may close a connection while a request is on its way: nobody's fault, and said by this code. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

/** Sends a request as it is. A connection that was closed under it is tried once more, on a new one. */
export async function sendRequest(
  url: string,
  request: Request,
  agent: Agent | false,
): Promise<Answer | NoAnswer> {
  const answer = await sendOnce(url, request, agent);
  const isStale = answer.status === null && CLOSED.has(answer.reason) && agent !== false;
  return isStale ? sendOnce(url, request, false) : answer;
}

function sendOnce(url: string, request: Request, agent: Agent | false): Promise<Answer | NoAnswer> {
  const { hostname, port } = new URL(url);
  const { method, target, headers, body } = request;
  const { promise, resolve } = Promise.withResolvers<Answer | NoAnswer>();
  const fail = (error: NodeJS.ErrnoException) =>
    resolve({ status: null, reason: error.code ?? error.message });
  const length = body === undefined ? [] : [['Content-Length', String(body.length)]];
  const lines = [...headers, ...length].flat();
  const options = { hostname, port, method, path: target, agent, setDefaultHeaders: false };
  const all = ['Host', `${hostname}:${port}`, 'Connection', agent ? 'keep-alive' : 'close', ...lines];
  const call = httpRequest({ ...options, headers: all as string[] }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', fail);
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
    );
  });
  call.setTimeout(ANSWER_TIMEOUT_MS, () => call.destroy(new Error(`no answer in ${ANSWER_TIMEOUT_MS} ms`)));
  call.on('error', fail);
  call.end(body);
  return promise;
}
