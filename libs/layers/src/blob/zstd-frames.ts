import { ArchiveDamage } from '../archive-damage.ts';
import { advance, type Cursor, openCursor, type Parsing, positionOf, take } from '../tar/cursor.ts';

/** Finds where the frames of a zstd stream end: Node's decoder stops at such an end when more follows in one chunk. */
export interface ZstdFrames {
  /** These bytes, in pieces that hold no end of a frame but at their own end. */
  readonly cut: (chunk: Buffer) => readonly Buffer[];
  /** Throws when the stream ends inside a frame. */
  readonly end: () => void;
}

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a5; // and four more bits of any value
const RLE_BLOCK = 1;

export function openZstdFrames(): ZstdFrames {
  const cursor = openCursor();
  const scanning = scan(cursor);
  scanning.next();
  return {
    cut(chunk) {
      const pieces: Buffer[] = [];
      let from = 0;
      for (let next = scanning.next(chunk); next.value !== undefined; next = scanning.next()) {
        pieces.push(chunk.subarray(from, cursor.at));
        from = cursor.at;
      }
      if (from < chunk.length) pieces.push(chunk.subarray(from));
      return pieces;
    },
    end() {
      scanning.next();
    },
  };
}

/** Yields `true` whenever it has come to the end of a frame. */
function* scan(cursor: Cursor): Parsing<true, void> {
  for (;;) {
    const position = positionOf(cursor);
    const magic = yield* take(cursor, 4);
    if (!magic) return;
    if (magic.readUInt32LE(0) === FRAME) yield* passFrame(cursor);
    else if (magic.readUInt32LE(0) >>> 4 === SKIPPABLE) yield* pass(cursor, yield* number(cursor, 4));
    else throw new ArchiveDamage(`at compressed byte ${position} there is no zstd frame`);
    yield true;
  }
}

function* passFrame(cursor: Cursor): Parsing<never, void> {
  const descriptor = yield* number(cursor, 1);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  yield* pass(cursor, (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes);
  for (let isLast = false; !isLast; ) {
    const header = yield* number(cursor, 3);
    isLast = (header & 1) === 1;
    yield* pass(cursor, ((header >> 1) & 3) === RLE_BLOCK ? 1 : header >> 3);
  }
  yield* pass(cursor, (descriptor & 4) === 0 ? 0 : 4); // a checksum
}

function* number(cursor: Cursor, bytes: number): Parsing<never, number> {
  const field = yield* take(cursor, bytes);
  if (!field) throw cutOff(cursor);
  return field.readUIntLE(0, bytes);
}

function* pass(cursor: Cursor, bytes: number): Parsing<never, void> {
  for (let left = bytes; left > 0; ) {
    const ready = Math.min(left, cursor.length - cursor.at);
    cursor.at += ready;
    left -= ready;
    if (left > 0 && !(yield* advance(cursor))) throw cutOff(cursor);
  }
}

function cutOff(cursor: Cursor): ArchiveDamage {
  return new ArchiveDamage(`it is cut off at compressed byte ${positionOf(cursor)}`);
}
