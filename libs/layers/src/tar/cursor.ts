import { ArchiveDamage } from '../archive-damage.ts';

/** Where a parser stands in a stream of chunks. */
export interface Cursor {
  /** Not to be looked at once the next one has been asked for: its memory may be gone by then. */
  chunk: Buffer;
  /** Of the chunk, also when its memory is gone. */
  length: number;
  /** Next byte of the chunk. */
  at: number;
  /** Bytes of the stream before the chunk. */
  before: number;
  /** Bytes of the entry being read that are still to come. */
  left: number;
}

/** A parser yields nothing when it needs the next chunk, and is given nothing when there is none. */
export type Parsing<Event, Result> = Generator<Event | undefined, Result, Buffer | undefined>;

const NOTHING = Buffer.alloc(0);

export function openCursor(): Cursor {
  return { chunk: NOTHING, length: 0, at: 0, before: 0, left: 0 };
}

export function positionOf({ before, at }: Cursor): number {
  return before + at;
}

/** Moves on to the next chunk; false at the end of the stream. */
export function* advance(cursor: Cursor): Parsing<never, boolean> {
  cursor.before += cursor.length;
  cursor.chunk = NOTHING;
  cursor.length = 0;
  cursor.at = 0;
  const next = yield undefined;
  cursor.chunk = next ?? NOTHING;
  cursor.length = cursor.chunk.length;
  return next !== undefined;
}

/** Exactly so many bytes; nothing when the stream ends before the first of them. */
export function* take(cursor: Cursor, bytes: number): Parsing<never, Buffer | undefined> {
  if (bytes === 0) return NOTHING; // also of a chunk whose memory is gone
  const ready = cursor.length - cursor.at;
  if (ready >= bytes) {
    cursor.at += bytes;
    return cursor.chunk.subarray(cursor.at - bytes, cursor.at);
  }
  // Gathered as it arrives: what a header claims never decides how much memory is taken.
  const parts: Buffer[] = [];
  for (let missing = bytes; missing > 0; ) {
    if (cursor.at < cursor.length) {
      const part = cursor.chunk.subarray(cursor.at, cursor.at + missing);
      parts.push(Buffer.from(part));
      cursor.at += part.length;
      missing -= part.length;
    }
    if (missing === 0) break;
    if (!(yield* advance(cursor))) {
      if (missing === bytes) return undefined;
      throw new ArchiveDamage(`the tar is cut off at byte ${positionOf(cursor)}`);
    }
  }
  return Buffer.concat(parts, bytes);
}
