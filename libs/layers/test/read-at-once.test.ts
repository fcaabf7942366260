// Proves that images are read in the way that costs least: layers once, in parallel, and from the engine's own folder.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readArchiveFile, readImage } from '../src/index.ts';
import { CACHE_FOLDER, openLayerCache } from '../src/layer-cache.ts';
import { readSharedLayer } from '../src/read-shared-layer.ts';
import { proxyEngine } from './engine-proxy.ts';
import { ociImage, ociLayout, sha256, tarOf } from './make-archive.ts';
import { makeImage } from './make-image.ts';
import { makeTar } from './make-tar.ts';
import { openTestEngine } from './open-test-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

describe('a layer that is asked for twice at once', () => {
  const blob = gzipSync(makeTar([{ name: 'a', content: 'x'.repeat(5000) }]));
  const cache = openLayerCache(undefined);

  /** A blob that tells whether anybody read it. */
  function observed(bytes: Buffer) {
    const state = { isRead: false };
    async function* chunks() {
      state.isRead = true;
      yield* Readable.from([bytes]);
    }
    return { state, chunks: chunks() };
  }

  test('is read once', async () => {
    const [first, second] = [observed(blob), observed(blob)];
    const digest = sha256(blob);

    const layers = await Promise.all([
      readSharedLayer(first.chunks, { digest, cache }),
      readSharedLayer(second.chunks, { digest, cache }),
    ]);

    expect(layers[1]).toBe(layers[0]);
    expect([first.state.isRead, second.state.isRead]).toEqual([true, false]);
  });

  test('is read again where the other one failed', async () => {
    const [broken, good] = [observed(blob.subarray(0, 40)), observed(blob)];
    const digest = sha256(blob);

    const [first, second] = await Promise.allSettled([
      readSharedLayer(broken.chunks, { digest, cache }),
      readSharedLayer(good.chunks, { digest, cache }),
    ]);

    expect(first).toMatchObject({ status: 'rejected' });
    expect(second).toMatchObject({ status: 'fulfilled', value: { digest } });
  });
});

describe('an image in the engine', () => {
  const dockerfile = 'FROM scratch\nCOPY a /a\nCOPY b /b\n';
  const files = { a: 'a'.repeat(3000), b: 'b'.repeat(2000) };

  test('is the same from its own folder, as it sends it, and through its client', async () => {
    await using image = await makeImage(engine, dockerfile, { files });
    await using showing = await proxyEngine(engine, { showsStore: true });
    await using hiding = await proxyEngine(engine);

    const sent = await readImage(hiding.engine, image.ref);
    const fromFolder = await readImage(showing.engine, image.ref);
    const byClient = await readImage({ ...engine, host: 'ssh://by-client-only' }, image.ref);

    expect(fromFolder).toEqual(sent);
    expect(byClient).toEqual(sent);
    expect(hiding.asked.some((path) => path.endsWith('/get'))).toBe(true);
    const isExported = showing.asked.some((path) => path.endsWith('/get'));
    expect(isExported).toBe(engine.store !== 'containerd');
  });

  test('is the same as in the archive that the engine saves', async () => {
    await using image = await makeImage(engine, dockerfile, { files });
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'saved.tar');
    await runDocker(engine, ['image', 'save', '--output', path, image.ref]);

    const saved = await readArchiveFile(path, { image: image.ref });

    expect(saved).toEqual(await readImage(engine, image.ref));
  });
});

test('several images read at once fill one cache', async () => {
  await using folder = await temporaryFolder();
  const cacheDir = join(folder.path, 'cache');
  const layers = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ tar: makeTar([{ name, content: name }]) }));
  const archives = await Promise.all(
    layers.map(async (layer, index) => {
      const path = join(folder.path, `${index}.tar`);
      await writeFile(path, tarOf(ociLayout([ociImage({ layers: [...layers.slice(0, index), layer] })])));
      return path;
    }),
  );

  const images = await Promise.all(archives.map((path) => readArchiveFile(path, { cacheDir })));

  expect(images.map((image) => image.unpackedBytes)).toEqual([1, 2, 3, 4, 5]);
  expect(await readdir(join(cacheDir, CACHE_FOLDER, 'layers'))).toHaveLength(layers.length);
});

test('a cache that cannot be written costs time and nothing else', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'image.tar');
  await writeFile(path, tarOf(ociLayout([ociImage({ layers: [{ tar: makeTar([{ name: 'a' }]) }] })])));

  const image = await readArchiveFile(path, { cacheDir: join(path, 'a file is no folder') });

  expect(image.layers).toHaveLength(1);
});
