/** The last two are recognised, and not read: no registry takes them. */
export type Compression = 'gzip' | 'zstd' | 'none' | 'xz' | 'bzip2';

/** A stream that tells by its first bytes how it is compressed. */
export interface Sniffed {
  readonly compression: Compression;
  /** The first bytes, fewer only when there are no more. */
  readonly head: Buffer;
  /** The whole, from its first byte. */
  readonly all: AsyncIterable<Buffer>;
}

const HEAD_BYTES = 512;

export async function sniff(source: AsyncIterable<Buffer>): Promise<Sniffed> {
  const chunks = source[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  return { compression: compressionOf(head), head: head.subarray(0, HEAD_BYTES), all: all() };
}

const GZIP = 0x1f8b;
const ZSTD = 0xfd2fb528;
const ZSTD_SKIPPABLE = 0x184d2a5; // and four more bits of any value

/** Told by the first bytes. */
export function compressionOf(head: Buffer): Compression {
  const starts = head.toString('latin1', 0, 6);
  if (starts === '\xfd7zXZ\0') return 'xz';
  if (/^BZh[1-9]/.test(starts)) return 'bzip2';
  if (head.length < 4) return 'none';
  const number = head.readUInt32LE(0);
  if (number === ZSTD || number >>> 4 === ZSTD_SKIPPABLE) return 'zstd';
  return head.readUInt16BE(0) === GZIP ? 'gzip' : 'none';
}
