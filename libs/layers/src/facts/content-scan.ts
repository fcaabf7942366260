import type { FileFacts } from '../image-contents.ts';
import type { FileObserver, ObservedFile, ObserverFactory } from './file-observer.ts';
import { type Needle, needleSearch } from './needle-search.ts';

/** Recognises something in the middle of files by a few bytes that it begins with. */
export interface ContentScanner {
  readonly needles: readonly Needle[];
  /** Nothing when the file is of no interest to it. */
  readonly start: (file: ObservedFile) => FileScan | undefined;
}

interface FileScan {
  /** In the order in which they stand in the file. */
  readonly hit: (found: Found) => void;
  readonly end: () => Partial<FileFacts>;
}

/** Where one of a scanner's needles stands. */
export interface Found {
  /** Index in the scanner's list. */
  readonly needle: number;
  /** A part of the file, good for the length of the call: at least 512 bytes before and 64 KB after the hit, unless the file begins or ends there. */
  readonly bytes: Buffer;
  readonly at: number;
  /** Of `bytes` in the file. */
  readonly offset: number;
  /** Counted from 1; nothing in a binary file. */
  readonly line: () => number | undefined;
}

const BEHIND_BYTES = 512;
const AHEAD_BYTES = 64 * 1024;
const WINDOW_BYTES = 512 * 1024;
/** A file up to this size has a window of its own. */
const SMALL_BYTES = 16 * 1024;

/** One pass over the bytes of a file on behalf of all scanners. */
export function contentObserver(scanners: readonly ContentScanner[]): ObserverFactory {
  const owners = scanners.flatMap((scanner) => scanner.needles.map((_, needle) => ({ scanner, needle })));
  const search = needleSearch(scanners.flatMap(({ needles }) => needles));
  return (file) => {
    const scans = new Map(scanners.map((scanner) => [scanner, scanner.start(file)]));
    if (![...scans.values()].some((scan) => scan)) return undefined;
    return slidingWindow(
      file,
      ({ bytes, from, to, offset, line }) => {
        for (const { at, needle } of search(bytes, from, to)) {
          const owner = owners[needle];
          const scan = owner && scans.get(owner.scanner);
          scan?.hit({ bytes, at, offset, needle: owner?.needle ?? 0, line: () => line(at) });
        }
      },
      () => Object.assign({}, ...[...scans.values()].map((scan) => scan?.end())),
    );
  };
}

interface Window {
  readonly bytes: Buffer;
  /** What lies before has been searched. */
  readonly from: number;
  /** What lies behind will come again, with more after it. */
  readonly to: number;
  readonly offset: number;
  readonly line: (at: number) => number | undefined;
}

/** Windows are large and files are many: each is used for one file after another. */
const idleWindows: Buffer[] = [];

function slidingWindow(
  { size, head }: ObservedFile,
  look: (window: Window) => void,
  end: () => Partial<FileFacts>,
): FileObserver {
  const buffer =
    size <= SMALL_BYTES ? Buffer.allocUnsafe(size) : (idleWindows.pop() ?? Buffer.allocUnsafe(WINDOW_BYTES));
  const lines = head.includes(0) ? undefined : lineCounter();
  let filled = 0;
  let from = 0;
  let offset = 0;
  const lookUntil = (to: number) => {
    const bytes = buffer.subarray(0, filled);
    look({ bytes, from, to, offset, line: (at) => lines?.at(bytes, at) });
    from = to;
  };
  const slide = () => {
    lookUntil(filled - AHEAD_BYTES);
    const gone = from - BEHIND_BYTES;
    lines?.slide(buffer, gone);
    buffer.copyWithin(0, gone, filled);
    offset += gone;
    filled -= gone;
    from -= gone;
  };
  return {
    write: (chunk) => {
      for (let taken = 0; taken < chunk.length; ) {
        if (filled === buffer.length && filled < WINDOW_BYTES) return; // more than it was said to be
        if (filled === buffer.length) slide();
        const copied = chunk.copy(buffer, filled, taken);
        filled += copied;
        taken += copied;
      }
    },
    end: () => {
      lookUntil(filled);
      if (buffer.length === WINDOW_BYTES) idleWindows.push(buffer);
      return end();
    },
  };
}

interface LineCounter {
  readonly at: (bytes: Buffer, at: number) => number;
  readonly slide: (bytes: Buffer, gone: number) => void;
}

/** Counts on from where it was asked last, and never back: hits come in order. */
function lineCounter(): LineCounter {
  let counted = 0;
  let line = 1;
  const at = (bytes: Buffer, until: number) => {
    for (
      let next = bytes.indexOf(10, counted);
      next >= 0 && next < until;
      next = bytes.indexOf(10, counted)
    ) {
      line += 1;
      counted = next + 1;
    }
    return line;
  };
  return {
    at,
    slide: (bytes, gone) => {
      at(bytes, gone);
      counted = Math.max(0, counted - gone);
    },
  };
}
