// Proves that a layer that is broken, or lies, is refused by saying what is wrong and where.
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ArchiveDamage } from '../src/archive-damage.ts';
import { base256, makeTar, octal, pax } from './make-tar.ts';
import { readBlob as read } from './read-blob.ts';

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
