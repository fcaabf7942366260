import { base256, octal, paxRecord } from '../test/make-tar.ts';
import type { Random } from './random.ts';

const BLOCK = 512;
const FLAGS = [...'01234567xgLKSVMDNX\0', '\xff', ' '];
const SIZES = [0, 1, 511, 512, 513, 2 ** 20, 2 ** 31, 2 ** 33, 2 ** 53, 2 ** 60];
const KEYS = [
  'path',
  'linkpath',
  'size',
  'uid',
  'mtime',
  'GNU.sparse.major',
  'GNU.sparse.minor',
  'GNU.sparse.map',
  'GNU.sparse.size',
  'GNU.sparse.realsize',
  'GNU.sparse.numblocks',
  'GNU.sparse.offset',
  'GNU.sparse.numbytes',
  'GNU.sparse.name',
  'SCHILY.xattr.security.capability',
];
const VALUES = [
  '',
  '0',
  '1',
  '-1',
  '1e9',
  '9'.repeat(16),
  '9'.repeat(300),
  '0,1',
  '0,1,2',
  '../..',
  'a\0b',
  '\xff',
];

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** Changes made to a tar or to anything else, each of them small. */
const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, random) {
    for (let count = 1 + random.below(8); count > 0; count--) {
      const at = random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)), // cut off
  (bytes, random) => bytes.subarray(random.below(bytes.length)),
  function overwrite(bytes, random) {
    random.bytes(random.below(64)).copy(bytes, random.below(bytes.length));
    return bytes;
  },
  function spliceBlocks(bytes, random) {
    const from = blockIn(bytes, random);
    const piece = Buffer.from(bytes.subarray(from, from + BLOCK * (1 + random.below(4))));
    const to = blockIn(bytes, random);
    return Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to + BLOCK * random.below(3))]);
  },
  function insertZeros(bytes, random) {
    const at = blockIn(bytes, random);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.alloc(BLOCK * (1 + random.below(3))),
      bytes.subarray(at),
    ]);
  },
  changeHeader((header, random) => {
    const size = random.pick(SIZES);
    (size < 2 ** 33 && random.oneIn(2) ? octal(size, 12) : base256(size, 12)).copy(header, 124);
  }),
  changeHeader((header, random) => {
    header.write(random.pick(FLAGS), 156, 'latin1');
  }),
  changeHeader((header, random) => {
    random
      .bytes(1 + random.below(12))
      .copy(header, random.pick([0, 100, 108, 116, 124, 136, 157, 257, 329, 345, 386, 482, 483]));
  }),
  changeHeader((header, random) => {
    header.write(
      random.pick(['../../a', '/', '.', '', '.wh..wh..opq', '.wh.', '.wh...', 'a/.wh.b', 'a/'.repeat(49)]),
      0,
    );
  }),
  function insertPax(bytes, random) {
    const at = blockIn(bytes, random);
    const records = Array.from({ length: 1 + random.below(6) }, () =>
      paxRecord(random.pick(KEYS), random.pick(VALUES)),
    );
    const body = Buffer.concat(records);
    if (random.oneIn(4)) body[random.below(body.length)] = random.below(256);
    const header = Buffer.alloc(BLOCK);
    octal(body.length, 12).copy(header, 124);
    header.write(random.pick(['x', 'g', 'L', 'K']), 156);
    header.write('ustar\x0000', 257);
    sign(header);
    const filling = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
    return Buffer.concat([bytes.subarray(0, at), header, body, filling, bytes.subarray(at)]);
  },
];

/** A copy with one change, or a few. */
export function mutate(original: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let count = random.oneIn(3) ? 1 + random.below(4) : 1; count > 0; count--) {
    if (bytes.length < 2 * BLOCK) return bytes;
    bytes = random.pick(MUTATIONS)(bytes, random);
  }
  return bytes;
}

/** Changes what may be a header, and makes its checksum right again, so that the change is looked at. */
function changeHeader(change: (header: Buffer, random: Random) => void): Mutation {
  return (bytes, random) => {
    const at = blockIn(bytes, random);
    const header = bytes.subarray(at, at + BLOCK);
    if (header.length < BLOCK) return bytes;
    change(header, random);
    sign(header);
    return bytes;
  };
}

function blockIn(bytes: Buffer, random: Random): number {
  return BLOCK * random.below(Math.max(1, Math.floor(bytes.length / BLOCK)));
}

function sign(header: Buffer): void {
  header.write(' '.repeat(8), 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
}
