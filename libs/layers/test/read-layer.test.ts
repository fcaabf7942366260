// Proves that the tar of a layer is read for what it is, however it is compressed and cut into pieces, and that a
// broken one is refused by saying what is wrong and where.
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ArchiveDamage } from '../src/archive-damage.ts';
import { effectiveFiles } from '../src/index.ts';
import { readLayer } from '../src/read-layer.ts';
import { openTarParser } from '../src/tar/tar-parser.ts';
import { lines } from './list-files.ts';
import { sha256 } from './make-archive.ts';
import { base256, makeTar, octal, pax, type TarPart } from './make-tar.ts';
import { ODDITIES, oddLayer } from './odd-layer.ts';

function read(blob: Buffer, chunkBytes = blob.length || 1) {
  const chunks = Array.from({ length: Math.ceil(blob.length / chunkBytes) }, (_, index) =>
    blob.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  return readLayer(Readable.from(chunks));
}

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

const good = makeTar([{ name: 'a', content: 'x'.repeat(2000) }]);
const damagedGzip = gzipSync(good);
damagedGzip[damagedGzip.length - 6] = (damagedGzip.at(-6) ?? 0) ^ 1;
const sparse = (...records: [string, string][]) =>
  makeTar([pax(records), { name: 'a', content: 'x'.repeat(20) }]);
const version = (major: string): [string, string][] => [
  ['GNU.sparse.major', major],
  ['GNU.sparse.minor', '0'],
  ['GNU.sparse.realsize', '20'],
];

describe('what is refused', () => {
  test.for<[string, Buffer, RegExp]>([
    ['no tar', Buffer.alloc(1024, 'x'), /at byte 0 there is no tar header: its checksum is wrong/],
    [
      'a wrong checksum',
      makeTar([{ name: 'a' }, { checksum: '000000\0 ' }]),
      /at byte 512 there is no tar header/,
    ],
    ['a tar cut off in a header', good.subarray(0, 100), /cut off at byte 100/],
    ['a tar cut off in a file', good.subarray(0, 1000), /cut off at byte 1000, inside "a"/],
    [
      'a tar that goes on after its end',
      Buffer.concat([makeTar([]).subarray(512), good]),
      /goes on after its end/,
    ],
    [
      'a file said to be huge',
      makeTar([{ name: 'a', format: 'gnu', size: base256(2 ** 52, 12) }]),
      /inside "a"/,
    ],
    [
      'a size that is no number',
      makeTar([{ size: Buffer.from('zzzzzzzzzzz\0') }]),
      /at byte 0 has an impossible size/,
    ],
    ['a size below zero', makeTar([{ size: Buffer.alloc(12, 0xff) }]), /impossible size/],
    [
      'a size beyond counting',
      makeTar([{ size: Buffer.from(`\x80${'\x7f'.repeat(11)}`, 'latin1') }]),
      /impossible size/,
    ],
    ['an owner below zero', makeTar([{ uid: Buffer.alloc(8, 0xff) }]), /impossible owner/],
    [
      'a PAX header that is cut off',
      makeTar([pax([['path', 'x']])], { isOpen: true }),
      /in the middle of a header/,
    ],
    [
      'a PAX header said to be huge',
      makeTar([{ flag: 'x', size: 2_000_000 }]),
      /has 2000000 bytes; at most 1048576/,
    ],
    ['a long name said to be huge', makeTar([{ flag: 'L', size: 2 ** 30 }]), /at most 1048576/],
    ['a PAX record with no length', makeTar([{ flag: 'x', content: 'path=x\n' }, {}]), /broken record at 0/],
    [
      'a PAX record with too long a length',
      makeTar([{ flag: 'x', content: '99 path=x\n' }, {}]),
      /broken record/,
    ],
    ['a PAX record with no key', makeTar([{ flag: 'x', content: '5 =x\n' }, {}]), /broken record/],
    ['a PAX record with no end', makeTar([{ flag: 'x', content: '10 path=xy' }, {}]), /broken record/],
    ['a PAX record of length zero', makeTar([{ flag: 'x', content: '0 path=x\n' }, {}]), /broken record/],
    ['a PAX size that is no number', makeTar([pax([['size', '1e3']]), {}]), /impossible size/],
    ['a PAX time that is no number', makeTar([pax([['mtime', 'now']]), {}]), /impossible mtime/],
    ['a PAX name with a NUL', makeTar([pax([['path', 'a\0b']]), {}]), /NUL in a name/],
    ['a name without end', makeTar([pax([['path', 'x'.repeat(5000)]]), {}]), /a name of 5000 letters/],
    [
      'a link without end',
      makeTar([pax([['linkpath', 'x'.repeat(5000)]]), { flag: '2' }]),
      /a name of 5000 letters/,
    ],
    [
      'a sparse map in half a pair',
      sparse(['GNU.sparse.size', '20'], ['GNU.sparse.map', '0,20,40']),
      /not in pairs/,
    ],
    [
      'a sparse map that is no number',
      sparse(['GNU.sparse.size', '20'], ['GNU.sparse.map', '0,a']),
      /holds "a"/,
    ],
    ['a sparse map with no size', sparse(['GNU.sparse.map', '0,20']), /holds ""/],
    [
      'a sparse map that stores more than there is',
      sparse(['GNU.sparse.size', '90'], ['GNU.sparse.map', '0,10,30,40']),
      /impossible map/,
    ],
    [
      'a sparse map beyond the file',
      sparse(['GNU.sparse.size', '20'], ['GNU.sparse.map', '9,20']),
      /impossible map/,
    ],
    [
      'a sparse map that runs backwards',
      sparse(['GNU.sparse.size', '90'], ['GNU.sparse.map', '40,10,0,10']),
      /impossible map/,
    ],
    ['a sparse map in the content that is no map', sparse(...version('1')), /in the place of a number/],
    [
      'a sparse map in the content without end',
      makeTar([pax(version('1')), { content: '999999999\n' }]),
      /more than 1000000 pieces/,
    ],
    [
      'an old sparse map that is no number',
      makeTar([{ flag: 'S', format: 'gnu', over: { 386: Buffer.from('zzz'), 483: octal(9, 12) } }]),
      /impossible map/,
    ],
    [
      'an old sparse map that is cut off',
      makeTar([{ flag: 'S', format: 'gnu', over: { 482: Buffer.from([1]) } }], { isOpen: true }),
      /cut off/,
    ],
    ['gzip with a wrong checksum', damagedGzip, /its gzip compression is broken: incorrect data check/],
    ['gzip that is cut off', gzipSync(good).subarray(0, 30), /its gzip compression is broken/],
    [
      'gzip with something else after it',
      Buffer.concat([gzipSync(good), Buffer.from('more')]),
      /gzip compression/,
    ],
    ['zstd that is cut off', zstdCompressSync(good).subarray(0, 20), /cut off at compressed byte 20/],
    [
      'zstd with something else after it',
      Buffer.concat([zstdCompressSync(good), Buffer.from('more')]),
      /no zstd frame/,
    ],
    ['zstd of nonsense', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0xff, 0xff, 0xff]), /./],
    ['xz', Buffer.from('\xfd7zXZ\0\0\0', 'latin1'), /compressed by xz/],
    ['bzip2', Buffer.from('BZh91AY&SY'), /compressed by bzip2/],
  ])('%s', async ([, blob, reason]) => {
    for (const chunkBytes of [blob.length, 5]) {
      const reading = read(blob, chunkBytes);

      await expect(reading).rejects.toBeInstanceOf(ArchiveDamage);
      await expect(reading).rejects.toThrow(reason);
    }
  });
});
