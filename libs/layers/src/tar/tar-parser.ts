import { ArchiveDamage } from '../archive-damage.ts';
import { advance, type Cursor, openCursor, type Parsing, positionOf, take } from './cursor.ts';
import { type PaxRecords, parsePax } from './pax-records.ts';
import { assertSound, paxSparse, type SparseMap, takeMap, takeOldSparseMap } from './sparse-map.ts';
import { BLOCK_BYTES, decodeName, parseBlock, type TarBlock } from './tar-block.ts';

/** One entry of a tar, with all that the headers before it say of it. */
export interface TarEntry {
  /** Of the first of its headers, in bytes from the beginning. */
  readonly position: number;
  /** As in the tar: `0` and `\0` files, `1` hard links, `2` symlinks, `3` and `4` devices, `5` folders, `6` FIFOs. */
  readonly flag: string;
  /** As it is written: `./usr/`. */
  readonly name: string;
  readonly link: string;
  /** In bytes, of a sparse file with its holes. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In seconds since 1970. */
  readonly modifiedAt: number;
  readonly hasCapabilities: boolean;
}

/** An entry, its content piece by piece, and its end. A `hole` stands for so many zeros. */
export type TarEvent =
  | { readonly kind: 'entry'; readonly entry: TarEntry }
  | { readonly kind: 'data'; readonly chunk: Buffer }
  | { readonly kind: 'hole'; readonly bytes: number }
  | { readonly kind: 'end' };

/** Reads a tar as its bytes come in, and holds on to none of them. */
export interface TarParser {
  /** What these bytes bring. To be gone through before the next ones are written. */
  readonly write: (chunk: Buffer) => Iterable<TarEvent>;
  /** Throws when the tar is not complete. */
  readonly end: () => void;
  /** How many of the next bytes are content of the present entry. They are then not to be written. */
  readonly skip: () => number;
}

export function openTarParser(): TarParser {
  const cursor = openCursor();
  const parsing = parse(cursor);
  parsing.next(); // to where it wants its first chunk
  return {
    *write(chunk) {
      for (let next = parsing.next(chunk); next.value; next = parsing.next()) yield next.value;
    },
    end() {
      for (let next = parsing.next(); !next.done; ) next = parsing.next();
    },
    skip() {
      const bytes = cursor.left;
      cursor.before += bytes;
      cursor.left = 0;
      return bytes;
    },
  };
}

/** What headers said in advance of the entry that they stand before. */
interface Said {
  readonly position: number;
  pax?: PaxRecords;
  name?: string;
  link?: string;
}

function* parse(cursor: Cursor): Parsing<TarEvent, void> {
  let said: Said | undefined;
  for (;;) {
    const position = positionOf(cursor);
    const bytes = yield* take(cursor, BLOCK_BYTES);
    const block = bytes && parseBlock(bytes, position);
    if (!bytes || !block) {
      if (said) throw new ArchiveDamage(`the tar ends at byte ${position}, in the middle of a header`);
      return bytes && (yield* takeEndMark(cursor));
    }
    said ??= { position };
    if (block.flag === 'x' || block.flag === 'X')
      said.pax = parsePax(yield* takeBody(cursor, block), position);
    else if (block.flag === 'L') said.name = untilNul(yield* takeBody(cursor, block));
    else if (block.flag === 'K') said.link = untilNul(yield* takeBody(cursor, block));
    else if (block.flag === 'g') {
      yield* takeBody(cursor, block); // says something of all entries; no engine listens, so neither do we
      if (said.position === position) said = undefined;
    } else {
      yield* readEntry(cursor, { block, bytes, said });
      said = undefined;
    }
  }
}

/** A tar ends with two blocks of zeros. What comes after them is nobody's. */
function* takeEndMark(cursor: Cursor): Parsing<never, void> {
  const position = positionOf(cursor);
  const second = yield* take(cursor, BLOCK_BYTES);
  if (second && parseBlock(second, position))
    throw new ArchiveDamage(`at byte ${position} the tar goes on after its end`);
}

const MAX_HEADER_BYTES = 1_048_576;

/** The text of a header that says something of another entry. */
function* takeBody(cursor: Cursor, { size }: TarBlock): Parsing<never, Buffer> {
  const position = positionOf(cursor);
  if (size > MAX_HEADER_BYTES)
    throw new ArchiveDamage(`the header at byte ${position} has ${size} bytes; at most ${MAX_HEADER_BYTES}`);
  const body = yield* take(cursor, size);
  if (!body) throw new ArchiveDamage(`the tar is cut off at byte ${position}, in a header`);
  const copy = Buffer.from(body);
  yield* take(cursor, fillingAfter(size));
  return copy;
}

const HAVE_NO_CONTENT = new Set(['1', '2', '3', '4', '5', '6']);

function* readEntry(
  cursor: Cursor,
  { block, bytes, said }: { block: TarBlock; bytes: Buffer; said: Said },
): Parsing<TarEvent, void> {
  const { pax, position } = said;
  const name = said.name ?? pax?.path ?? block.name;
  const flag = block.flag === '\0' && name.endsWith('/') ? '5' : block.flag;
  const stored = HAVE_NO_CONTENT.has(flag) ? 0 : (pax?.size ?? block.size);
  const entry: TarEntry = {
    position,
    flag: flag === 'S' ? '0' : flag,
    name,
    link: said.link ?? pax?.link ?? block.link,
    size: stored,
    mode: block.mode,
    uid: pax?.uid ?? block.uid,
    gid: pax?.gid ?? block.gid,
    modifiedAt: pax?.modifiedAt ?? block.modifiedAt,
    hasCapabilities: pax?.hasCapabilities ?? false,
  };
  const inPax = pax && ['0', '\0'].includes(flag) ? paxSparse(pax) : undefined;
  if (flag === 'S') {
    const map = yield* takeOldSparseMap(cursor, bytes);
    yield* readSparse(cursor, { entry, map, stored });
  } else if (inPax) {
    const map = inPax.isInContent ? yield* takeMap(cursor) : { ...inPax, bytes: 0 };
    const realSize = inPax.realSize;
    const named = { ...entry, name: inPax.name ?? name };
    yield* readSparse(cursor, {
      entry: named,
      map: { realSize, pieces: map.pieces },
      stored: stored - map.bytes,
    });
  } else {
    assertLengths(entry);
    yield { kind: 'entry', entry };
    yield* passContent(cursor, stored, entry);
  }
  yield* take(cursor, fillingAfter(stored));
  yield { kind: 'end' };
}

function* readSparse(
  cursor: Cursor,
  { entry, map, stored }: { entry: TarEntry; map: SparseMap; stored: number },
): Parsing<TarEvent, void> {
  assertSound(map, stored, entry.position);
  const whole = { ...entry, size: map.realSize };
  assertLengths(whole);
  yield { kind: 'entry', entry: whole };
  let at = 0;
  for (const [offset, bytes] of map.pieces) {
    if (offset > at) yield { kind: 'hole', bytes: offset - at };
    yield* passContent(cursor, bytes, entry);
    at = offset + bytes;
  }
  if (map.realSize > at) yield { kind: 'hole', bytes: map.realSize - at };
}

function* passContent(cursor: Cursor, bytes: number, { name }: TarEntry): Parsing<TarEvent, void> {
  cursor.left = bytes;
  while (cursor.left > 0) {
    if (cursor.at === cursor.chunk.length && !(yield* advance(cursor)))
      throw new ArchiveDamage(
        `the tar is cut off at byte ${positionOf(cursor)}, inside ${JSON.stringify(name)}`,
      );
    const chunk = cursor.chunk.subarray(cursor.at, cursor.at + cursor.left);
    cursor.at += chunk.length;
    cursor.left -= chunk.length;
    if (chunk.length > 0) yield { kind: 'data', chunk };
  }
}

const MAX_NAME_LENGTH = 4096; // longer ones fit no Linux file system call

function assertLengths({ name, link, position }: TarEntry): void {
  const longest = Math.max(name.length, link.length);
  if (longest > MAX_NAME_LENGTH)
    throw new ArchiveDamage(`the entry at byte ${position} has a name of ${longest} letters`);
}

function untilNul(body: Buffer): string {
  const end = body.indexOf(0);
  return decodeName(end < 0 ? body : body.subarray(0, end));
}

/** Content is filled up to whole blocks. */
function fillingAfter(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}
