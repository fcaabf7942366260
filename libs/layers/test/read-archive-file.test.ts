import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { effectiveFiles, type ImageContents, ownSize, wastedBytes } from '../src/index.ts';
import {
  type ArchivedParts,
  blob,
  type Files,
  named,
  ociImage,
  ociIndex,
  ociLayout,
  sha256,
} from './make-archive.ts';
import { imageOf, layerOf, readArchive as read } from './read-archive.ts';
import { temporaryFolder } from './temporary-folder.ts';

const native = process.arch === 'arm64' ? 'arm64' : 'amd64';
const foreign = native === 'arm64' ? 'amd64' : 'arm64';
const attestation = (): ArchivedParts => {
  const statement = blob(Buffer.from('{"in-toto":true}'), 'application/vnd.in-toto+json');
  const image = ociImage({ layers: [], config: { rootfs: { diff_ids: [] } } });
  return {
    blobs: { ...image.blobs, ...statement.blobs },
    descriptor: {
      ...image.descriptor,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    },
  };
};

const pathsOf = (image: ImageContents) => [...effectiveFiles(image).keys()];

test.for(['tar', 'gzip', 'zstd', 'folder'] as const)('an OCI layout is read from a %s', async (form) => {
  const image = ociImage({
    layers: [layerOf('a'), layerOf('b'), layerOf('a')],
    config: { config: { User: '7' }, history: [{ created_by: 'COPY a' }] },
  });

  const contents = await read(ociLayout([image]), {}, form);

  expect(contents).toMatchObject({
    id: image.descriptor.digest,
    config: { user: '7', os: 'linux', architecture: 'amd64' },
    history: [{ createdBy: 'COPY a', hasLayer: true }],
    unpackedBytes: 300,
  });
  expect(contents.layers.map(({ entries }) => entries[0]?.path)).toEqual(['a', 'b', 'a']);
  expect(contents.layers[0]?.digest).toBe(sha256(gzipSync(layerOf('a').tar)));
});

test('a Docker archive is read by its own list where there is no other', async () => {
  const layer = layerOf('a');
  const config = Buffer.from(JSON.stringify({ os: 'linux', rootfs: { diff_ids: [sha256(layer.tar)] } }));
  const files = {
    'config.json': config,
    'layers/1.tar': layer.tar,
    'manifest.json': Buffer.from(JSON.stringify([{ Config: 'config.json', Layers: ['layers/1.tar'] }])),
  };

  for (const form of ['tar', 'gzip', 'folder'] as const) {
    expect(await read(files, {}, form)).toMatchObject({ id: sha256(config), unpackedBytes: 100 });
  }
});

test('media types of Docker and of layers not to be handed on make no difference', async () => {
  const layers = [
    { ...layerOf('a'), mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' },
    { ...layerOf('b'), mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' },
    { ...layerOf('c'), mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip' },
  ];

  expect(pathsOf(await read(ociLayout([ociImage({ layers })])))).toEqual(['a', 'b', 'c']);
});

describe('of several images', () => {
  const files = ociLayout([
    named(imageOf('one'), 'docker.io/library/one:latest'),
    named(imageOf('two'), 'registry.test/two:2'),
    named(imageOf('one'), 'docker.io/somebody/alias:1'),
  ]);

  test.for(['one', 'docker.io/library/one', 'one:latest', 'somebody/alias:1'])(
    '%s names one',
    async (image) => {
      expect(pathsOf(await read(files, { image }))).toEqual(['one']);
    },
  );

  test('an id names one', async () => {
    const image = imageOf('two').descriptor.digest;

    expect(pathsOf(await read(files, { image }))).toEqual(['two']);
    expect(pathsOf(await read(files, { image: image.replace('sha256:', '').slice(0, 12) }))).toEqual(['two']);
  });

  test('none is taken without being named', async () => {
    await expect(read(files)).rejects.toMatchObject({
      code: 'usage',
      summary: expect.stringMatching(/holds 2 images, and none is chosen$/),
      nextStep: 'name one of: docker.io/library/one:latest = docker.io/somebody/alias:1, registry.test/two:2',
    });
  });

  test('one that is not there is answered with the nearest', async () => {
    await expect(read(files, { image: 'registry.test/too:2' })).rejects.toMatchObject({
      code: 'unknown-name',
      message: expect.stringContaining('did you mean "registry.test/two:2"?'),
    });
  });
});

describe('of several platforms', () => {
  const mine = imageOf('mine', { architecture: native });
  const other = imageOf('other', { architecture: foreign });
  const multi = ociIndex([other, attestation(), mine, attestation()]);

  test.for<[string, Files]>([
    ['in an index of its own', ociLayout([multi])],
    ['in an index in an index', ociLayout([ociIndex([multi])])],
    ['side by side without names', ociLayout([other, mine])],
  ])("this machine's is taken, %s", async ([, files]) => {
    expect(pathsOf(await read(files))).toEqual(['mine']);
  });

  test('one can be chosen', async () => {
    expect(pathsOf(await read(ociLayout([multi]), { platform: `linux/${foreign}` }))).toEqual(['other']);
  });

  test('the only one there is is taken, whichever it is', async () => {
    const missing = Object.keys(mine.blobs);
    const files = Object.entries(ociLayout([multi])).filter(([name]) => !missing.includes(name));

    expect(pathsOf(await read(Object.fromEntries(files)))).toEqual(['other']);
    expect(pathsOf(await read(ociLayout([ociIndex([other, attestation()])])))).toEqual(['other']);
  });

  test('one that is not there is answered with those that are', async () => {
    await expect(read(ociLayout([multi]), { platform: 'linux/s390x' })).rejects.toMatchObject({
      code: 'usage',
      summary: expect.stringMatching(/has nothing for linux\/s390x$/),
      nextStep: `choose a platform; there is: linux/${foreign}, linux/${native}`,
    });
  });

  test('two for one platform are told', async () => {
    await expect(
      read(ociLayout([ociIndex([mine, imageOf('too', { architecture: native })])])),
    ).rejects.toThrow(/has more than one image for linux/);
  });
});

describe('what the cache knows does not vouch for an archive', () => {
  const [one, other] = [layerOf('one'), layerOf('other')];
  const image = ociImage({ layers: [one, other] });
  const files = ociLayout([image]);
  const [first = '', second = ''] = [one, other].map(({ tar }) => blobOf(gzipSync(tar)));

  test.each<[string, Files, RegExp]>([
    ['that is damaged', { ...files, [first]: Buffer.from('nonsense') }, /layer 1 of 2 /],
    ['that lacks a layer', without(files, second), /layer 2 of 2 .*is not there/],
    [
      'that has two layers in the place of each other',
      { ...files, [first]: files[second] ?? Buffer.alloc(0), [second]: files[first] ?? Buffer.alloc(0) },
      /it is damaged: its digest/,
    ],
  ])('%s: it is refused, warm as it is cold', async (_, damaged, message) => {
    await using folder = await temporaryFolder();
    const options = { cacheDir: folder.path };
    await expect(read(damaged, options), 'cold').rejects.toThrow(message);
    await read(files, options);

    await expect(read(damaged, options), 'warm').rejects.toThrow(message);
  });

  test('that has no digests, whose layers are known by what they unpack to', async () => {
    await using folder = await temporaryFolder();
    const options = { cacheDir: folder.path };
    const docker = (stored: Buffer): Files => ({
      'config.json': Buffer.from(JSON.stringify({ os: 'linux', rootfs: { diff_ids: [sha256(one.tar)] } })),
      'layer.tar': stored,
      'manifest.json': Buffer.from(JSON.stringify([{ Config: 'config.json', Layers: ['layer.tar'] }])),
    });
    const whole = await read(docker(one.tar), options);

    expect(await read(docker(gzipSync(one.tar)), options)).toMatchObject({ layers: whole.layers });
    await expect(read(docker(other.tar), options)).rejects.toThrow(/layer 1 of 1 .*it is damaged/);
  });

  test('whose configuration lies about its content', async () => {
    await using folder = await temporaryFolder();
    const options = { cacheDir: folder.path };
    await read(ociLayout([imageOf('a')]), options);
    const lying = ociImage({ layers: [layerOf('a')], diffIds: [sha256(Buffer.from('other'))] });

    await expect(read(ociLayout([lying]), options)).rejects.toThrow(
      /layer 1 of 1 .* the configuration says sha256/,
    );
  });
});

test('a blob that an image has twice is sent once, and both of its copies are unpacked', async () => {
  const image = ociImage({ layers: [layerOf('a'), layerOf('b'), layerOf('a')] });

  const contents = await read(ociLayout([image]));

  const [a, b] = contents.layers.map(({ transferBytes }) => transferBytes);
  expect(contents.transferBytes).toBe((a ?? 0) + (b ?? 0));
  expect(contents.unpackedBytes).toBe(300);
  expect(ownSize(contents, 1)).toMatchObject({ transferBytes: b, unpackedBytes: 200 });
  expect(wastedBytes(contents)).toMatchObject({
    bytes: 100,
    files: [{ path: 'a', layer: 0, lostIn: 2, how: 'repeated' }],
  });
});

function blobOf(stored: Buffer): string {
  return `blobs/${sha256(stored).replace(':', '/')}`;
}

function without(files: Files, name: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([one]) => one !== name));
}
