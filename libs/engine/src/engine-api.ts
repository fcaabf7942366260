import { type IncomingMessage, request } from 'node:http';
import type { Engine } from './engine.ts';
import { apiAddress } from './engine-address.ts';
import { DrydockError } from './errors.ts';

/** What the engine's HTTP interface answers. The body is the caller's to read to its end, or to destroy. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: IncomingMessage;
}

/**
 * One GET on the engine's own socket, which costs a millisecond where the docker client takes 30. Nothing when the
 * engine is reached in a way that only the client knows, such as ssh or TLS: use the client then.
 */
export async function requestEngine(
  engine: Engine,
  path: string,
  signal?: AbortSignal,
): Promise<ApiAnswer | undefined> {
  const address = engine.env.DOCKER_TLS_VERIFY ? undefined : apiAddress(engine.host);
  if (address === undefined || typeof address === 'string') return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  // A connection of its own: on one that is used again, what lets go of the bytes would come before the parser.
  const call = request({ ...address, path, agent: false, ...(signal ? { signal } : {}) }, (body) =>
    resolve({ status: body.statusCode ?? 0, body }),
  );
  call.once('socket', (socket) => socket.on('data', letGo));
  call.on('error', reject);
  call.end();
  return promise.catch((cause: Error) => {
    if (signal?.aborted)
      throw new DrydockError('cancelled', `asking the engine at ${engine.host} was cancelled`);
    throw new DrydockError('engine-lost', `the engine at ${engine.host} does not answer: ${cause.message}`, {
      cause,
      nextStep: 'is it running? Ask: drydock engine status',
    });
  });
}

/**
 * Gives back what was read from a socket, after the HTTP parser, which is called first, has copied the body out of it.
 * Else it waits for the collector, which lets tens of megabytes gather while an image streams through.
 */
function letGo({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
