import { ArchiveDamage } from '../archive-damage.ts';
import { type Cursor, openCursor, type Parsing, positionOf, take } from './cursor.ts';
import { parsePax } from './pax-records.ts';
import { fillingAfter, readEntry, type Said, type TarEvent } from './read-entry.ts';
import { BLOCK_BYTES, decodeName, parseBlock, type TarBlock } from './tar-block.ts';

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

function untilNul(body: Buffer): string {
  const end = body.indexOf(0);
  return decodeName(end < 0 ? body : body.subarray(0, end));
}
