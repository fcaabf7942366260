import { releaseChunk } from '../blob/release-chunk.ts';

/** Parts of a file that passes by once, copied while it does. */
export interface KeptRanges {
  /** To be called before these bytes have come. Says whether they will be kept. */
  readonly want: (start: number, end: number) => boolean;
  readonly write: (chunk: Buffer) => void;
  /** The bytes from `start` to the end of what was kept there, at most `length`. Empty when there is nothing. */
  readonly read: (start: number, length: number) => Buffer;
  /** Ends the use of it, and of all that was read from it. */
  readonly release: () => void;
}

interface Range {
  readonly start: number;
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Keeps no more than `limitBytes`: what would exceed it is not kept. */
export function keepRanges(sizeBytes: number, limitBytes: number): KeptRanges {
  const ranges: Range[] = [];
  let position = 0;
  let keptBytes = 0;
  const holding = (start: number) =>
    ranges
      .filter((range) => range.start <= start && start < endOf(range))
      .reduce<Range | undefined>(
        (best, range) => (best && endOf(best) >= endOf(range) ? best : range),
        undefined,
      );
  return {
    want: (from, to) => {
      const [start, end] = [Math.max(0, from), Math.min(to, sizeBytes)];
      const inside = holding(start);
      if (inside && end <= endOf(inside)) return true;
      if (!(start < end) || start < position || keptBytes + end - start > limitBytes) return false;
      keptBytes += end - start;
      ranges.push({ start, bytes: Buffer.alloc(end - start) });
      return true;
    },
    write: (chunk) => {
      for (const { start, bytes } of ranges) {
        const skip = Math.max(0, start - position);
        const at = Math.max(0, position - start);
        if (skip < chunk.length && at < bytes.length) chunk.copy(bytes, at, skip);
      }
      position += chunk.length;
    },
    read: (start, length) => {
      const range = holding(start);
      if (!range) return NOTHING;
      return range.bytes.subarray(start - range.start, start - range.start + length);
    },
    release: () => {
      for (const { bytes } of ranges.splice(0)) releaseChunk(bytes);
    },
  };
}

function endOf({ start, bytes }: Range): number {
  return start + bytes.length;
}
