import { mkdtempDisposable } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';

export interface EngineProxy extends AsyncDisposable {
  /** The real engine, reached through the proxy. */
  readonly engine: Engine;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
}

/** What to do with the bytes of an image that the engine sends. */
export type OnSave = (image: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

/**
 * Stands between us and a real engine, and changes what comes by. It hides where the engine keeps its blobs unless
 * `showsStore` is set, so that images are read as the engine sends them.
 */
export async function proxyEngine(
  engine: Engine,
  { onSave = (image) => image, showsStore = false }: { onSave?: OnSave; showsStore?: boolean } = {},
): Promise<EngineProxy> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'ddk-')); // the path of a socket may have 107 bytes
  const socket = join(folder.path, 'engine');
  const asked: string[] = [];
  const forward = async (incoming: IncomingMessage, response: ServerResponse) => {
    const path = incoming.url ?? '/';
    asked.push(path);
    if (path === '/info' && !showsStore) return response.writeHead(404).end('{}');
    const answer = await ask(engine, path);
    response.writeHead(answer.statusCode ?? 500);
    const body = path.endsWith('/get') ? onSave(answer) : answer;
    for await (const chunk of body) await send(response, chunk);
    response.end();
  };
  const server = createServer((incoming, response) => {
    forward(incoming, response).catch(() => response.destroy());
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(socket, resolve);
  await promise;
  return {
    engine: { ...engine, host: `unix://${socket}` },
    asked,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await folder.remove();
    },
  };
}

/** Waits until the bytes are on their way, so that none is lost when the connection breaks next. */
function send(response: ServerResponse, chunk: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  response.write(chunk, (error) => (error ? reject(error) : resolve()));
  return promise;
}

function ask(engine: Engine, path: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const socketPath = engine.host.replace('unix://', '');
  request({ socketPath, path }, resolve).on('error', reject).end();
  return promise;
}
