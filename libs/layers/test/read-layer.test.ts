// Proves that the tar of a layer is read for what it is, however it is compressed and cut into pieces.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { effectiveFiles } from '../src/index.ts';
import { openTarParser } from '../src/tar/tar-parser.ts';
import { lines } from './list-files.ts';
import { sha256 } from './make-archive.ts';
import { base256, makeTar, pax, type TarPart } from './make-tar.ts';
import { ODDITIES, oddLayer } from './odd-layer.ts';
import { readBlob as read } from './read-blob.ts';

async function entriesOf(parts: readonly TarPart[]) {
  return (await read(makeTar(parts))).entries;
}

test.for(ODDITIES)('$what', async ({ parts, seen }) => {
  const layer = await read(makeTar(parts));

  expect(lines([...effectiveFiles({ layers: [layer] }).values()])).toEqual([...seen].sort());
});

const smallTar = oddLayer(ODDITIES.filter(({ what }) => what !== 'a file of many blocks'));

test.for([1, 7, 511, 512, 513, 4096])('pieces of %i bytes make no difference', async (chunkBytes) => {
  expect(await read(smallTar, chunkBytes)).toEqual(await read(smallTar));
});

describe('an entry', () => {
  test('has the digest of its content, holes included', async () => {
    const entries = (await read(oddLayer(ODDITIES))).entries;

    const sparse = Buffer.alloc(200_000);
    sparse.write('aaaaaaaaaa', 5_000);
    sparse.write('bbbbbbbbbb', 100_000);
    const digests = new Map(entries.map(({ path, digest }) => [path, digest]));
    for (const kind of ['old', 'many', '00', '01', '10']) {
      expect(digests.get(`sparse-${kind}`), kind).toBe(sha256(sparse));
    }
    expect(digests.get('large')).toBe(sha256(Buffer.from('x'.repeat(700_001))));
    expect(digests.get('dot')).toBeUndefined(); // empty
  });

  test.for(['SCHILY', 'LIBARCHIVE'])('says that it has capabilities by the word of %s', async (who) => {
    const entries = await entriesOf([
      pax([[`${who}.xattr.security.capability`, Buffer.from([1, 0, 0, 2, 0x0a, 0x00, 0x3d])]]),
      { name: 'a', content: 'x' },
      pax([[`${who}.xattr.user.other`, 'x']]),
      { name: 'b', content: 'x' },
    ]);

    expect(entries.map(({ path, hasCapabilities }) => [path, hasCapabilities])).toEqual([
      ['a', true],
      ['b', undefined],
    ]);
  });

  test('knows its time in whole seconds, before 1970 as well', async () => {
    const entries = await entriesOf([
      { name: 'a', modifiedAt: 1_700_000_000 },
      pax([['mtime', '1700000000.987654321']]),
      { name: 'b' },
      pax([['mtime', '-1.5']]),
      { name: 'c' },
      { name: 'd', format: 'gnu', modifiedAt: Buffer.alloc(12, 0xff) },
    ]);

    expect(entries.map(({ modifiedAt }) => modifiedAt)).toEqual([1_700_000_000, 1_700_000_000, -2, -1]);
  });

  test('with a name that is no UTF-8 keeps its bytes apart', async () => {
    const entries = await entriesOf([
      { name: Buffer.from([0x61, 0xff]) },
      { name: Buffer.from([0x61, 0xfe]) },
      { name: 'naïve-日本' },
    ]);

    expect(entries.map(({ path }) => path)).toEqual(['a\\xff', 'a\\xfe', 'naïve-日本']);
  });

  test('with an empty PAX value has what stands in its own header', async () => {
    const entries = await entriesOf([
      pax([
        ['path', 'other'],
        ['path', ''],
      ]),
      { name: 'own' },
    ]);

    expect(entries.map(({ path }) => path)).toEqual(['own']);
  });

  test.for<[string, TarPart[]]>([
    ['PAX', [pax([['size', '9000000000']]), { name: 'a', size: 0 }]],
    ['base 256', [{ name: 'a', format: 'gnu', size: base256(9_000_000_000, 12) }]],
  ])('of more than 8 GB has its size by %s', ([, parts]) => {
    const [first] = openTarParser().write(makeTar(parts));

    expect(first).toMatchObject({ kind: 'entry', entry: { size: 9_000_000_000 } });
  });

  test('of holes without end is as large as it says, and its zeros are not gone through', async () => {
    const realsize = '900000000000000';
    const entries = await entriesOf([
      pax([
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.realsize', realsize],
      ]),
      { name: 'huge', content: '0\n'.padEnd(512, '\0') },
    ]);

    expect(entries).toMatchObject([{ path: 'huge', size: Number(realsize) }]);
    expect(entries[0]?.digest).toBeUndefined();
  });
});

describe('a layer', () => {
  const tar = smallTar;
  const half = Math.floor(tar.length / 2);
  const [one, two] = [tar.subarray(0, half), tar.subarray(half)];
  const skippable = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 4, 0, 0, 0]), Buffer.from('skip')]);

  test.for<[string, Buffer]>([
    ['plain', tar],
    ['plain, without an end mark', tar.subarray(0, tar.length - 1024)],
    ['plain, filled up with more zeros', Buffer.concat([tar, Buffer.alloc(8192)])],
    ['gzip', gzipSync(tar)],
    ['gzip of several members', Buffer.concat([gzipSync(one), gzipSync(two)])],
    ['gzip with zeros after it', Buffer.concat([gzipSync(tar), Buffer.alloc(5000)])],
    ['zstd', zstdCompressSync(tar)],
    ['zstd of several frames', Buffer.concat([zstdCompressSync(one), zstdCompressSync(two)])],
    [
      'zstd with frames to be left out',
      Buffer.concat([skippable, zstdCompressSync(one), skippable, zstdCompressSync(two), skippable]),
    ],
  ])('that is %s is read in pieces of any size', async ([, blob]) => {
    const { entries, unpackedBytes } = await read(tar);

    for (const chunkBytes of [blob.length, 1000, 3]) {
      const layer = await read(blob, chunkBytes);

      expect(layer.entries).toEqual(entries);
      expect(layer.digest).toBe(sha256(blob));
      expect(layer.unpackedBytes).toBe(unpackedBytes);
    }
  });

  test('that is empty has no entries', async () => {
    for (const blob of [makeTar([]), gzipSync(makeTar([])), Buffer.alloc(0)]) {
      expect(await read(blob)).toMatchObject({ entries: [], unpackedBytes: 0, digest: sha256(blob) });
    }
  });

  test('is known by its uncompressed content, and weighs what gzip makes of it', async () => {
    const gzip = await read(gzipSync(tar));
    const zstd = await read(zstdCompressSync(tar));

    expect([gzip.diffId, zstd.diffId]).toEqual([sha256(tar), sha256(tar)]);
    expect(gzip.transferBytes).toBe(gzipSync(tar).length);
    expect(zstd.transferBytes).toBe(gzipSync(tar).length);
  });
});
