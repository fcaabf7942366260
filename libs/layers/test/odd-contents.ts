import { octal, pax, type TarPart } from './make-tar.ts';
import type { Oddity } from './odd-layer.ts';

const piece = (offset: number, bytes: number) => Buffer.concat([octal(offset, 12), octal(bytes, 12)]);
const CAPABILITY = Buffer.from([1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** Sparse content: ten bytes at 5,000 and ten at 100,000. */
const TWENTY = 'aaaaaaaaaabbbbbbbbbb';

function oldSparse(name: string, pieces: readonly Buffer[], more: readonly Buffer[]): TarPart {
  const extension = Buffer.alloc(512);
  Buffer.concat([...more]).copy(extension);
  const isExtended = more.length > 0;
  return {
    name,
    flag: 'S',
    format: 'gnu',
    size: TWENTY.length,
    content: isExtended ? Buffer.concat([extension, Buffer.from(TWENTY)]) : TWENTY,
    over: {
      386: Buffer.concat([...pieces]),
      482: Buffer.from([isExtended ? 1 : 0]),
      483: octal(200_000, 12),
    },
  };
}

/** Odd contents and kinds of entries. */
export const ODD_CONTENTS: readonly Oddity[] = [
  {
    what: 'capabilities',
    parts: [
      pax([['SCHILY.xattr.security.capability', CAPABILITY]]),
      { name: 'capable', content: 'x', mode: 0o755 },
    ],
    seen: ['-rwxr-xr-x 0/0 1 capable'],
  },
  {
    what: 'a sparse file in the old GNU format',
    parts: [oldSparse('sparse-old', [piece(5_000, 10), piece(100_000, 10)], [])],
    seen: ['-rw-r--r-- 0/0 200000 sparse-old'],
    isRefused: true,
  },
  {
    what: 'a sparse file in the old GNU format, of many pieces',
    parts: [
      oldSparse(
        'sparse-many',
        [piece(5_000, 4), piece(5_004, 4), piece(5_008, 1), piece(5_009, 1)],
        [piece(100_000, 5), piece(100_005, 5)],
      ),
    ],
    seen: ['-rw-r--r-- 0/0 200000 sparse-many'],
    isRefused: true,
  },
  {
    what: 'a sparse file in PAX format 0.0',
    parts: [
      pax([
        ['GNU.sparse.size', '200000'],
        ['GNU.sparse.numblocks', '2'],
        ['GNU.sparse.offset', '5000'],
        ['GNU.sparse.numbytes', '10'],
        ['GNU.sparse.offset', '100000'],
        ['GNU.sparse.numbytes', '10'],
      ]),
      { name: 'sparse-00', content: TWENTY },
    ],
    seen: ['-rw-r--r-- 0/0 200000 sparse-00'],
  },
  {
    what: 'a sparse file in PAX format 0.1',
    parts: [
      pax([
        ['GNU.sparse.size', '200000'],
        ['GNU.sparse.numblocks', '2'],
        ['GNU.sparse.name', 'sparse-01'],
        ['GNU.sparse.map', '5000,10,100000,10'],
      ]),
      { name: 'GNUSparseFile.0/sparse-01', content: TWENTY },
    ],
    seen: ['-rw-r--r-- 0/0 200000 sparse-01'],
  },
  {
    what: 'a sparse file in PAX format 1.0',
    parts: [
      pax([
        ['GNU.sparse.major', '1'],
        ['GNU.sparse.minor', '0'],
        ['GNU.sparse.name', 'sparse-10'],
        ['GNU.sparse.realsize', '200000'],
      ]),
      {
        name: 'GNUSparseFile.0/sparse-10',
        content: `${'2\n5000\n10\n100000\n10\n'.padEnd(512, '\0')}${TWENTY}`,
      },
    ],
    seen: ['-rw-r--r-- 0/0 200000 sparse-10'],
  },
  {
    what: 'entries of the oldest format, where a slash makes a folder',
    parts: [
      { name: 'v7-folder/', flag: '\0', format: 'v7', mode: 0o755 },
      { name: 'v7-file', flag: '\0', format: 'v7', content: 'x' },
    ],
    seen: ['-rw-r--r-- 0/0 1 v7-file', 'drwxr-xr-x 0/0 0 v7-folder'],
  },
  {
    what: 'a device and a pipe',
    parts: [
      { name: 'zero', flag: '3', mode: 0o666, over: { 329: octal(1, 8), 337: octal(5, 8) } },
      { name: 'pipe', flag: '6' },
    ],
    seen: ['prw-r--r-- 0/0 0 pipe', 'crw-rw-rw- 0/0 0 zero'],
  },
  {
    what: 'setuid, setgid and sticky bits',
    parts: [
      { name: 'setuid', mode: 0o4755, uid: 7, gid: 8 },
      { name: 'sticky/', flag: '5', mode: 0o3777 },
    ],
    seen: ['-rwsr-xr-x 7/8 0 setuid', 'drwxrwsrwt 0/0 0 sticky'],
  },
  {
    what: 'a file of many blocks',
    parts: [{ name: 'large', content: 'x'.repeat(700_001) }],
    seen: ['-rw-r--r-- 0/0 700001 large'],
  },
];
