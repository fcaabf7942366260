import { base256, makeTar, octal, pax, type TarPart } from './make-tar.ts';

/** Something odd that a layer may hold, and what a container has for it: `<mode> <owner> <size> <path>[ -> target]`. */
export interface Oddity {
  readonly what: string;
  readonly parts: readonly TarPart[];
  readonly seen: readonly string[];
  /** Engines refuse to unpack it; other programs do. */
  readonly isRefused?: boolean;
}

const long = (letter: string) => `${letter.repeat(120)}/${letter.repeat(90)}`;
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

export const ODDITIES: readonly Oddity[] = [
  { what: 'a name with a dot before it', parts: [{ name: './dot' }], seen: ['-rw-r--r-- 0/0 0 dot'] },
  { what: 'an absolute name', parts: [{ name: '/absolute' }], seen: ['-rw-r--r-- 0/0 0 absolute'] },
  { what: 'a name with a step up', parts: [{ name: 'up/../stepped' }], seen: ['-rw-r--r-- 0/0 0 stepped'] },
  {
    what: 'a name that leads out of the image',
    parts: [{ name: '../../../escaped' }],
    seen: ['-rw-r--r-- 0/0 0 escaped'],
  },
  {
    what: 'a path twice: the later one counts',
    parts: [
      { name: 'twice', content: 'first' },
      { name: 'twice', content: 'second one', mode: 0o600 },
    ],
    seen: ['-rw------- 0/0 10 twice'],
  },
  {
    what: 'a path twice, with a hard link to the first',
    parts: [
      { name: 'again', content: 'first' },
      { name: 'again-link', flag: '1', link: 'again' },
      { name: 'again-other', flag: '1', link: 'again' },
      { name: 'again', content: 'second one' },
    ],
    seen: ['-rw-r--r-- 0/0 10 again', '-rw-r--r-- 0/0 5 again-link', '-rw-r--r-- 0/0 5 again-other'],
  },
  {
    what: 'a folder and then a file of its name',
    parts: [
      { name: 'turned/', flag: '5', mode: 0o755 },
      { name: 'turned/inside', content: 'x' },
      { name: 'turned', content: 'file' },
    ],
    seen: ['-rw-r--r-- 0/0 4 turned'],
  },
  {
    what: 'a file under a symlink of the same layer',
    parts: [
      { name: 'real/', flag: '5', mode: 0o755 },
      { name: 'through', flag: '2', link: 'real', mode: 0o777 },
      { name: 'through/file', content: 'x' },
    ],
    seen: ['drwxr-xr-x 0/0 0 real', '-rw-r--r-- 0/0 1 real/file', 'lrwxrwxrwx 0/0 0 through -> real'],
  },
  {
    what: 'hard links',
    parts: [
      { name: 'hard', content: 'hard', uid: 5 },
      { name: './link', flag: '1', link: '/hard', uid: 5, size: 4 }, // no content follows, whatever its size
    ],
    seen: ['-rw-r--r-- 5/0 4 hard', '-rw-r--r-- 5/0 4 link'],
  },
  {
    what: 'a name split over prefix and name',
    parts: [{ name: 'b'.repeat(99), prefix: 'a'.repeat(150), content: 'x' }],
    seen: [`drwxr-xr-x 0/0 0 ${'a'.repeat(150)}`, `-rw-r--r-- 0/0 1 ${'a'.repeat(150)}/${'b'.repeat(99)}`],
  },
  {
    what: 'a long name and a long link as GNU writes them',
    parts: [
      { name: '././@LongLink', flag: 'L', format: 'gnu', content: `${long('g')}\0` },
      { name: 'g', format: 'gnu', content: 'x' },
      { name: '././@LongLink', flag: 'K', format: 'gnu', content: `${long('h')}\0` },
      { name: 'gnu-link', flag: '2', format: 'gnu', link: 'h', mode: 0o777 },
    ],
    seen: [
      `drwxr-xr-x 0/0 0 ${'g'.repeat(120)}`,
      `-rw-r--r-- 0/0 1 ${long('g')}`,
      `lrwxrwxrwx 0/0 0 gnu-link -> ${long('h')}`,
    ],
  },
  {
    what: 'a long name and a long link as PAX writes them',
    parts: [
      pax([['path', long('p')]]),
      { name: 'p', content: 'x' },
      pax([['linkpath', long('q')]]),
      { name: 'pax-link', flag: '2', link: 'q', mode: 0o777 },
    ],
    seen: [
      `drwxr-xr-x 0/0 0 ${'p'.repeat(120)}`,
      `-rw-r--r-- 0/0 1 ${long('p')}`,
      `lrwxrwxrwx 0/0 0 pax-link -> ${long('q')}`,
    ],
  },
  {
    what: 'numbers that only PAX can say',
    parts: [
      pax([
        ['uid', '3000000'],
        ['gid', '4000000'],
        ['size', '7'],
        ['mtime', '1700000000.123'],
      ]),
      { name: 'pax-numbers', content: 'content', size: 0 },
    ],
    seen: ['-rw-r--r-- 3000000/4000000 7 pax-numbers'],
  },
  {
    what: 'numbers in base 256',
    parts: [
      {
        name: 'base-256',
        format: 'gnu',
        content: 'content',
        size: base256(7, 12),
        uid: base256(3_000_000, 8),
      },
    ],
    seen: ['-rw-r--r-- 3000000/0 7 base-256'],
  },
  {
    what: 'a PAX header for all that follows, to which no engine listens',
    parts: [
      pax(
        [
          ['path', 'of-all'],
          ['comment', 'x'],
        ],
        'g',
      ),
      { name: 'after-global', content: 'x' },
    ],
    seen: ['-rw-r--r-- 0/0 1 after-global'],
  },
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

/** A layer with these, and files for the layer above to remove. */
export const oddLayer = (oddities: readonly Oddity[]) =>
  makeTar([
    { name: 'gone/', flag: '5', mode: 0o755 },
    { name: 'gone/deep', content: 'x' },
    { name: 'emptied/', flag: '5', mode: 0o755 },
    { name: 'emptied/old', content: 'x' },
    { name: 'removed', content: 'x' },
    { name: 'below', flag: '2', link: 'emptied', mode: 0o777 },
    ...oddities.flatMap(({ parts }) => parts),
  ]);

/** Removes what the layer below has. */
export const REMOVING_LAYER = makeTar([
  { name: 'emptied/', flag: '5', mode: 0o755 },
  { name: 'emptied/new', content: 'x' },
  { name: 'emptied/.wh..wh..opq' },
  { name: '.wh.gone' },
  { name: '.wh.removed' },
  { name: 'removed', content: 'anew' },
  { name: 'below/file', content: 'x' },
]);

export const AFTER_REMOVAL = [
  'drwxr-xr-x 0/0 0 below',
  '-rw-r--r-- 0/0 1 below/file',
  'drwxr-xr-x 0/0 0 emptied',
  '-rw-r--r-- 0/0 1 emptied/new',
  '-rw-r--r-- 0/0 4 removed',
];
