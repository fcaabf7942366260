// Proves that images are read from archive files and folders of every layout, and which one is chosen; and that an
// archive that lies or is broken is refused by saying what is wrong.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ArchiveOptions, effectiveFiles, type ImageContents, readArchiveFile } from '../src/index.ts';
import {
  type ArchivedParts,
  blob,
  type Files,
  type ImageParts,
  named,
  ociImage,
  ociIndex,
  ociLayout,
  sha256,
  tarOf,
  writeFolder,
} from './make-archive.ts';
import { makeTar } from './make-tar.ts';
import { temporaryFolder } from './temporary-folder.ts';

const layerOf = (name: string) => ({ tar: makeTar([{ name, content: 'x'.repeat(100) }]) });
const imageOf = (name: string, rest: Partial<ImageParts> = {}) =>
  ociImage({ layers: [layerOf(name)], ...rest });
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

/** Writes an archive in one of its forms and reads it. */
async function read(files: Files, options: ArchiveOptions = {}, form: Form = 'tar'): Promise<ImageContents> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'archive');
  if (form === 'folder') await writeFolder(path, files);
  else await writeFile(path, FORMS[form](tarOf(files)));
  return await readArchiveFile(path, options); // before the folder is gone
}

const FORMS = { tar: (tar: Buffer) => tar, gzip: gzipSync, zstd: zstdCompressSync };
type Form = keyof typeof FORMS | 'folder';

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
      message: expect.stringMatching(/holds 2 images, and none is chosen$/),
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
      message: expect.stringMatching(/has nothing for linux\/s390x$/),
      nextStep: `choose a platform; there is: linux/${foreign}, linux/${native}`,
    });
  });

  test('two for one platform are told', async () => {
    await expect(
      read(ociLayout([ociIndex([mine, imageOf('too', { architecture: native })])])),
    ).rejects.toThrow(/has more than one image for linux/);
  });
});

test('a layer that the cache has is not read again, and one that lies about its content is found out', async () => {
  await using folder = await temporaryFolder();
  const options = { cacheDir: folder.path };
  const image = imageOf('a');
  const files = ociLayout([image]);
  const first = await read(files, options);
  const layer = `blobs/${first.layers[0]?.digest.replace(':', '/')}`;

  expect(await read({ ...files, [layer]: Buffer.from('nonsense') }, options)).toMatchObject({
    layers: first.layers,
  });
  const lying = ociImage({ layers: [layerOf('a')], diffIds: [sha256(Buffer.from('other'))] });
  await expect(read(ociLayout([lying]), options)).rejects.toThrow(
    /layer 1 of 1 .* the configuration says sha256/,
  );
});

const image = imageOf('a');
const files = ociLayout([image]);
const [layerName = ''] = Object.keys(files).filter((name) => files[name]?.[0] === 0x1f);
const [manifestName = ''] = Object.keys(image.blobs);
const without = (name: string) => Object.fromEntries(Object.entries(files).filter(([each]) => each !== name));
const jsonIndex = (value: unknown) => ({ ...files, 'index.json': Buffer.from(JSON.stringify(value)) });
const foreignLayer = ociImage({
  layers: [{ ...layerOf('a'), mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip' }],
});

describe('an archive is refused', () => {
  test.for<[string, Files, RegExp]>([
    ['that holds nothing', {}, /holds no image/],
    ['that is no archive of images', { 'README.md': Buffer.from('text') }, /holds no image/],
    ['without its manifest', without(manifestName), /holds no image/],
    ['without a layer', without(layerName), /layer 1 of 1 \(sha256:\w+\) is not there$/],
    [
      'without a layer that is not to be handed on',
      Object.fromEntries(Object.entries(ociLayout([foreignLayer])).filter(([name]) => name !== layerName)),
      /is not there: its manifest says that it is not to be handed on/,
    ],
    [
      'with another layer than it says',
      { ...files, [layerName]: gzipSync(makeTar([{ name: 'b' }])) },
      /layer 1 of 1 \(sha256:\w+\): it is damaged: its digest is sha256/,
    ],
    [
      'with a layer that is no tar',
      ociLayout([ociImage({ layers: [{ tar: Buffer.from('no tar at all'.repeat(100)) }] })]),
      /layer 1 of 1 \(sha256:\w+\): at byte 0 there is no tar header/,
    ],
    [
      'with a layer that is cut off',
      ociLayout([
        ociImage({ layers: [{ ...layerOf('a'), stored: gzipSync(layerOf('a').tar).subarray(0, 50) }] }),
      ]),
      /layer 1 of 1 .* unexpected end of file/,
    ],
    [
      'with another content than its configuration says',
      ociLayout([ociImage({ layers: [layerOf('a')], diffIds: [sha256(Buffer.from('b'))] })]),
      /layer 1 of 1 .*: it unpacks to sha256:\w+; the configuration says sha256:\w+$/,
    ],
    [
      'with fewer layers than its configuration says',
      ociLayout([ociImage({ layers: [layerOf('a')], diffIds: ['sha256:1', 'sha256:2'] })]),
      /has 1 layers, its configuration 2/,
    ],
    [
      'with a manifest that was changed',
      { ...files, [manifestName]: Buffer.from('{}') },
      /the document .* is damaged/,
    ],
    [
      'with an index that is no JSON',
      { ...files, 'index.json': Buffer.from('{') },
      /index.json is not what it should/,
    ],
    [
      'with an index of something else',
      jsonIndex({ manifests: 'none' }),
      /index.json is not what it should be/,
    ],
    [
      'with digests that are none',
      jsonIndex({ manifests: [{ digest: '../../etc/passwd' }] }),
      /is no digest/,
    ],
    [
      'with a list of files outside of it',
      { 'manifest.json': Buffer.from('[{"Config":"../../outside.json","Layers":[]}]') },
      /which is outside of it|has no configuration "..\/..\/outside.json"/,
    ],
    [
      'with a list that names no configuration',
      { 'manifest.json': Buffer.from('[{"Config":"none.json","Layers":[]}]') },
      /has no configuration "none.json"/,
    ],
    [
      'with a list of other length than the configuration',
      {
        'manifest.json': Buffer.from('[{"Config":"c.json","Layers":["a"]}]'),
        'c.json': Buffer.from('{"rootfs":{"diff_ids":[]}}'),
      },
      /manifest.json has 1 layers, the configuration 0/,
    ],
    [
      'with an index that is too large',
      { ...files, 'index.json': Buffer.alloc(9_000_000, ' ') },
      /a document has at most 8000000|too large for a document|holds no image/,
    ],
    [
      'with indexes without end',
      jsonIndex({
        manifests: Array.from({ length: 2000 }, (_, index) => ({
          digest: `sha256:${String(index).padStart(64, '0')}`,
        })),
      }),
      /more than 1000 manifests/,
    ],
  ])('%s', async ([, broken, reason]) => {
    for (const form of ['tar', 'gzip', 'folder'] as const) {
      const reading = read({ 'oci-layout': Buffer.from('{}'), ...broken }, {}, form);

      await expect(reading, form).rejects.toMatchObject({ code: 'image-archive' });
      await expect(reading, form).rejects.toThrow(reason);
    }
  });

  test('that is not there', async () => {
    await expect(readArchiveFile('/nowhere/archive.tar')).rejects.toMatchObject({
      code: 'image-archive',
      message: 'the archive "/nowhere/archive.tar" cannot be read: there is no such file',
    });
  });

  test('that is a device', async () => {
    await expect(readArchiveFile('/dev/zero')).rejects.toThrow(/it is neither a file nor a folder/);
  });

  test.for([
    ['a plain tar', (tar: Buffer) => tar.subarray(0, tar.length - 2000), /cut off at byte \d+/],
    ['a compressed tar', (tar: Buffer) => gzipSync(tar).subarray(0, 300), /gzip compression is broken/],
  ] as const)('that is %s and cut off', async ([, cut, reason]) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'archive');
    await writeFile(path, cut(tarOf(files)));

    await expect(readArchiveFile(path)).rejects.toThrow(reason);
  });
});

test('an interrupted read is told as such', async () => {
  await expect(read(files, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
});
