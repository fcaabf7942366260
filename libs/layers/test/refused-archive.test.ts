// Proves that an archive that lies or is broken is refused by saying what is wrong.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readArchiveFile } from '../src/index.ts';
import { type Files, ociImage, ociLayout, sha256, tarOf } from './make-archive.ts';
import { makeTar } from './make-tar.ts';
import { imageOf, layerOf, readArchive as read } from './read-archive.ts';
import { temporaryFolder } from './temporary-folder.ts';

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
    ['without a layer', without(layerName), /layer 1 of 1 \(sha256:\w+\) is not there$/m],
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
      /layer 1 of 1 .*: it unpacks to sha256:\w+; the configuration says sha256:\w+$/m,
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
      summary: 'the archive "/nowhere/archive.tar" cannot be read: there is no such file',
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
