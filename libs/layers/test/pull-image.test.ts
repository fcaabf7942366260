// Proves that an image that the engine does not have is pulled from its registry when that is asked for, and only then.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, expect, test, vi } from 'vitest';
import { readImage } from '../src/index.ts';
import { type ArchivedParts, ociImage } from './make-archive.ts';
import { makeTar } from './make-tar.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

test('an image is pulled once', async () => {
  const tar = makeTar([{ name: 'a', content: `made at ${Date.now()}` }]);
  await using registry = await openRegistry(ociImage({ layers: [{ tar }] }));
  const ref = `${registry.host}/drydock-test/pulled:${process.pid}`;
  try {
    await expect(readImage(engine, ref)).rejects.toMatchObject({ code: 'unknown-name' });
    expect(registry.asked).toEqual([]);

    const pulled = await readImage(engine, ref, { pull: true });

    expect(pulled.layers[0]?.entries.map(({ path }) => path)).toEqual(['a']);
    const asked = registry.asked.length;
    expect(asked).toBeGreaterThan(0);
    expect(await readImage(engine, ref, { pull: true })).toEqual(pulled);
    expect(registry.asked).toHaveLength(asked);
  } finally {
    await runDocker(engine, ['image', 'rm', '--force', ref]);
  }
});

/** A registry with one image, by whatever name. It serves as much of the protocol as a pull needs. */
async function openRegistry({ descriptor, blobs }: ArchivedParts) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const last = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
    const digest = path.includes('/manifests/') ? descriptor.digest : last;
    const body = path === '/v2/' ? Buffer.from('{}') : blobs[`blobs/${digest.replace(':', '/')}`];
    if (!body) return response.writeHead(404).end();
    const type = path.includes('/manifests/') ? descriptor.mediaType : 'application/octet-stream';
    const headers = { 'content-type': type, 'content-length': body.length, 'docker-content-digest': digest };
    return response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : body);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
