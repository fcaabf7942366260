// Proves the numbers and the configuration of an image, and that a second read gives the same at once.
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readImage } from '../src/index.ts';
import { CACHE_FOLDER } from '../src/layer-cache.ts';
import { proxyEngine } from './engine-proxy.ts';
import { named, ociImage, ociLayout, tarOf } from './make-archive.ts';
import { makeImage, ownText, type TestImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';
import { layerOf } from './read-archive.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engine: Engine;
/** Of two layers. */
let image: TestImage;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
  image = await makeImage(engine, twoLayers, { files });
});
afterAll(() => image?.[Symbol.asyncDispose]());

const twoLayers = `FROM scratch
COPY a b /first/
COPY c /second/
`;
const files = { a: ownText(1000), b: ownText(234), c: ownText(50_000) };

describe('the size of an image', () => {
  test('unpacked is the sum of its file bytes, layer by layer', async () => {
    const read = await readImage(engine, image.ref);

    expect(read.layers.map(({ unpackedBytes }) => unpackedBytes)).toEqual([1234, 50_000]);
    expect(read.unpackedBytes).toBe(51_234);
  });

  test('counts a removed file, and a hard link once', async () => {
    const dockerfile = `FROM debian:trixie-slim
RUN head --bytes=3000 /dev/zero > /a && ln /a /b
RUN rm /a /b
`;
    await using made = await makeImage(engine, dockerfile);

    const { layers, unpackedBytes } = await readImage(engine, made.ref);

    expect(layers.slice(1).map((layer) => layer.unpackedBytes)).toEqual([3000, 0]);
    expect(unpackedBytes - (layers[0]?.unpackedBytes ?? 0)).toBe(3000);
    expect(layers[2]?.entries.map(({ type, path }) => `${type} ${path}`).sort()).toEqual([
      'whiteout a',
      'whiteout b',
    ]);
  });

  test('in transfer is that of the blobs a registry gets', async () => {
    await using folder = await temporaryFolder();
    await runDocker(engine, ['image', 'save', '--output', join(folder.path, 'saved.tar'), image.ref]);

    const { layers, transferBytes } = await readImage(engine, image.ref);

    const inspected = await runDocker(engine, [
      'image',
      'inspect',
      '--format',
      '{{json .RootFS.Layers}}',
      image.ref,
    ]);
    expect(layers.map(({ diffId }) => diffId)).toEqual(JSON.parse(inspected.stdout));
    expect(transferBytes).toBe(layers.reduce((sum, layer) => sum + layer.transferBytes, 0));
    const saved = await readFile(join(folder.path, 'saved.tar'));
    for (const { digest, transferBytes: bytes } of layers) {
      if (engine.store === 'containerd') expect(sizeInTar(saved, digest)).toBe(bytes);
    }
  });

  test.for(['zstd', 'uncompressed'])(
    'in transfer is measured by gzip when the layers are %s',
    { tags: 'thorough' },
    async (compression) => {
      const output = `type=docker,compression=${compression},force-compression=true`;
      await using other = await makeImage(engine, twoLayers, { files, output });

      const [expected, read] = [await readImage(engine, image.ref), await readImage(engine, other.ref)];

      expect(read.layers.map(({ diffId }) => diffId)).toEqual(expected.layers.map(({ diffId }) => diffId));
      expect(read.unpackedBytes).toBe(expected.unpackedBytes);
      expect(Math.abs(read.transferBytes - expected.transferBytes)).toBeLessThan(expected.transferBytes / 10);
    },
  );

  test('is read without holding the layers in memory', { tags: 'thorough' }, async () => {
    await using made = await makeImage(engine, 'FROM debian:trixie-slim\nRUN truncate --size=300M /large\n');
    const before = process.memoryUsage.rss();
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 10);

    const { unpackedBytes } = await readImage(engine, made.ref).finally(() => clearInterval(timer));

    expect(unpackedBytes).toBeGreaterThan(300 * 1024 * 1024);
    expect(peak - before).toBeLessThan(150_000_000);
  });
});

describe('the configuration of an image', () => {
  test('is what the Dockerfile declares', async () => {
    const dockerfile = `FROM scratch
COPY a /a
ENV GREETING=hello=you EMPTY=
WORKDIR /work
USER 65532:65532
EXPOSE 80 53/udp
VOLUME /data
LABEL title="A title"
STOPSIGNAL SIGINT
HEALTHCHECK --interval=10s --timeout=2s --start-period=30s --start-interval=200ms CMD ["/healthcheck"]
ENTRYPOINT ["/a"]
CMD ["--help"]
`;
    await using made = await makeImage(engine, dockerfile, { files });

    const { config, history, layers } = await readImage(engine, made.ref);

    expect(config).toMatchObject({
      os: 'linux',
      user: '65532:65532',
      workingDir: '/work',
      entrypoint: ['/a'],
      cmd: ['--help'],
      env: { GREETING: 'hello=you', EMPTY: '' },
      exposedPorts: ['53/udp', '80/tcp'],
      volumes: ['/data'],
      labels: { title: 'A title' },
      stopSignal: 'SIGINT',
      healthcheck: {
        test: ['CMD', '/healthcheck'],
        intervalMs: 10_000,
        timeoutMs: 2_000,
        startPeriodMs: 30_000,
        startIntervalMs: 200,
        retries: undefined,
      },
    });
    expect(history.filter(({ hasLayer }) => hasLayer)).toHaveLength(layers.length);
    expect(history[0]?.createdBy).toContain('COPY a /a');
  });

  test('is found beside an attestation', { tags: 'thorough' }, async () => {
    await using made = await makeImage(engine, twoLayers, { files, provenance: true });

    const { layers, unpackedBytes } = await readImage(engine, made.ref);

    expect([layers.length, unpackedBytes]).toEqual([2, 51_234]);
  });
});

describe('the cache', () => {
  test('gives the same image without asking for its layers again', async () => {
    await using folder = await temporaryFolder();
    await using proxy = await proxyEngine(engine);
    const cacheDir = join(folder.path, 'cache');
    const first = await readImage(proxy.engine, image.ref, { cacheDir });
    const saves = () => proxy.asked.filter((path) => path.endsWith('/get')).length;
    expect(saves()).toBe(1);

    const second = await readImage(proxy.engine, image.ref, { cacheDir });

    expect(second).toEqual(first);
    expect(saves()).toBe(1);
  });

  test('that is damaged or half there is made good', { tags: 'thorough' }, async () => {
    await using folder = await temporaryFolder();
    const first = await readImage(engine, image.ref, { cacheDir: folder.path });
    const layersFolder = join(folder.path, CACHE_FOLDER, 'layers');
    const [damaged = '', removed = ''] = await readdir(layersFolder);
    const bytes = await readFile(join(layersFolder, damaged));
    bytes[bytes.length - 9] = (bytes.at(-9) ?? 0) ^ 1;
    await writeFile(join(layersFolder, damaged), bytes);
    await rm(join(layersFolder, removed));

    const second = await readImage(engine, image.ref, { cacheDir: folder.path });

    expect(second).toEqual(first);
    bytes[bytes.length - 9] = (bytes.at(-9) ?? 0) ^ 1;
    expect(await readFile(join(layersFolder, damaged))).toEqual(bytes);
    expect((await readdir(layersFolder)).sort()).toEqual([damaged, removed].sort());
  });

  test('is shared by images with a layer in common', { tags: 'thorough' }, async () => {
    await using one = await makeImage(engine, 'FROM scratch\nCOPY a /a\n', { files });
    await using two = await makeImage(engine, 'FROM scratch\nCOPY a /a\nCOPY b /b\n', { files });
    await using folder = await temporaryFolder();

    const first = await readImage(engine, one.ref, { cacheDir: folder.path });
    const second = await readImage(engine, two.ref, { cacheDir: folder.path });

    expect(second.layers[0]).toEqual(first.layers[0]);
    expect(await readdir(join(folder.path, CACHE_FOLDER, 'layers'))).toHaveLength(2);
  });
});

/** The size of a blob, read from the header of its entry. */
function sizeInTar(tar: Buffer, digest: string): number {
  const at = tar.indexOf(`blobs/sha256/${digest.replace('sha256:', '')}`);
  return Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
}

test('an image whose configuration the engine takes and cannot read is read all the same', async () => {
  const ref = `drydock-test-${randomBytes(4).toString('hex')}/odd:local`;
  const config = { config: { Healthcheck: { Test: ['CMD', '/a'], Interval: 1.5 } } }; // no whole number
  const image = named(ociImage({ layers: [layerOf('a')], config }), `docker.io/${ref}`);
  await using folder = await temporaryFolder();
  const archive = join(folder.path, 'odd.tar');
  await writeFile(archive, tarOf(ociLayout([image])));
  await runDocker(engine, ['image', 'load', '--quiet', '--input', archive]);
  try {
    const { layers } = await readImage(engine, ref);

    expect(layers.map(({ entries }) => entries.map(({ path }) => path))).toEqual([['a']]);
  } finally {
    await runDocker(engine, ['image', 'rm', '--force', ref]);
  }
});
