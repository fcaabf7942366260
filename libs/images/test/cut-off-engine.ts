import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';

export interface CutOffEngine extends AsyncDisposable {
  readonly engine: Engine;
  /** From now on it is as if the engine had died: connections break, and new ones are refused. */
  readonly cut: () => void;
}

/** The same engine behind a socket of its own, which can be cut: the real one serves others and may not die. */
export async function cutOffEngine(engine: Engine): Promise<CutOffEngine> {
  const path = join(tmpdir(), `ddk-${randomBytes(4).toString('hex')}`); // the path of a socket may have 107 bytes
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = createConnection({ path: new URL(engine.host).pathname, allowHalfOpen: true });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
      from.pipe(to);
    }
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(path, resolve);
  await promise;
  const host = `unix://${path}`;
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    engine: { ...engine, host, env: { ...engine.env, DOCKER_HOST: host } },
    cut,
    [Symbol.asyncDispose]: async () => {
      cut();
      await rm(path, { force: true });
    },
  };
}
