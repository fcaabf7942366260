import { ArchiveDamage } from '../archive-damage.ts';

/** Where a parser stands in a stream of chunks. */
export interface Cursor {
  chunk: Buffer;
  /** Next byte of the chunk. */
  at: number;
  /** Bytes of the stream before the chunk. */
  before: number;
  /** Bytes of the entry being read that are still to come. */
  left: number;
}

/** A parser yields nothing when it needs the next chunk, and is given nothing when there is none. */
export type Parsing<Event, Result> = Generator<Event | undefined, Result, Buffer | undefined>;

export function openCursor(): Cursor {
  return { chunk: Buffer.alloc(0), at: 0, before: 0, left: 0 };
}

export function positionOf({ before, at }: Cursor): number {
  return before + at;
}

/** Moves on to the next chunk; false at the end of the stream. */
export function* advance(cursor: Cursor): Parsing<never, boolean> {
  const next = yield undefined;
  cursor.before += cursor.chunk.length;
  cursor.at = 0;
  cursor.chunk = next ?? Buffer.alloc(0);
  return next !== undefined;
}

/** Exactly so many bytes; nothing when the stream ends before the first of them. */
export function* take(cursor: Cursor, bytes: number): Parsing<never, Buffer | undefined> {
  const ready = cursor.chunk.length - cursor.at;
  if (ready >= bytes) {
    cursor.at += bytes;
    return cursor.chunk.subarray(cursor.at - bytes, cursor.at);
  }
  // Gathered as it arrives: what a header claims never decides how much memory is taken.
  const parts: Buffer[] = [];
  for (let missing = bytes; missing > 0; ) {
    const part = cursor.chunk.subarray(cursor.at, cursor.at + missing);
    parts.push(Buffer.from(part));
    cursor.at += part.length;
    missing -= part.length;
    if (missing === 0) break;
    if (!(yield* advance(cursor))) {
      if (missing === bytes) return undefined;
      throw new ArchiveDamage(`the tar is cut off at byte ${positionOf(cursor)}`);
    }
  }
  return Buffer.concat(parts, bytes);
}
