// Proves that a layer is read once however many ask for it, and that one cache serves all.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readArchiveFile } from '../src/index.ts';
import { CACHE_FOLDER, openLayerCache } from '../src/layer-cache.ts';
import { readSharedLayer } from '../src/read-shared-layer.ts';
import { ociImage, ociLayout, sha256, tarOf } from './make-archive.ts';
import { makeTar } from './make-tar.ts';
import { temporaryFolder } from './temporary-folder.ts';

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
