import { randomBytes } from 'node:crypto';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';

/** What an engine without BuildKit does not know, and where it would pull one from. */
const UNKNOWN = /^\w+ (\/v[\d.]+)?\/(grpc|session|images\/create)\b/;

/** The same engine as one like Podman is seen: without the two paths that lead to a builder, and with no registry. */
export async function noBuilderEngine(
  engine: Engine,
): Promise<AsyncDisposable & { readonly engine: Engine }> {
  const path = join(tmpdir(), `ddn-${randomBytes(4).toString('hex')}`); // the path of a socket may have 107 bytes
  const server = createServer((client) => {
    client.once('data', (head) => {
      const [request = ''] = head.toString('latin1').split('\r\n');
      if (UNKNOWN.test(request)) {
        const body = JSON.stringify({ message: `Not Found: ${request.split(' ')[1]}` });
        client.end(`HTTP/1.1 404 Not Found\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
        return;
      }
      const upstream = createConnection({ path: new URL(engine.host).pathname });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(path, resolve);
  await promise;
  const host = `unix://${path}`;
  return {
    engine: { ...engine, host, env: { ...engine.env, DOCKER_HOST: host } },
    [Symbol.asyncDispose]: async () => {
      server.close();
    },
  };
}
