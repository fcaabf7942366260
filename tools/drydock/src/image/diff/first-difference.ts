import { readFiles } from '@drydock/layers';
import type { OpenedImage } from '../open-image.ts';
import type { FileChange } from './compare-files.ts';

/** Where the contents of two files of one size begin to differ. */
export interface FirstDifference {
  /** In bytes from the beginning. */
  readonly offset: number;
  /** Bytes that differ without one between them that is the same. */
  readonly length: number;
  /** The differing bytes, when they are text. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface Looking {
  readonly cacheDir: string | undefined;
  readonly signal: AbortSignal;
}

/** How many files are looked into: reading them means going through their layers again. */
const MAX_FILES = 20;

/**
 * For files whose content changed and size did not, where it did so first, by path. A file that is too large to
 * be read is left out when its beginning is the same.
 */
export async function firstDifferences(
  [a, b]: readonly [OpenedImage, OpenedImage],
  changes: readonly FileChange[],
  options: Looking,
): Promise<ReadonlyMap<string, FirstDifference>> {
  const paths = changes
    .filter(({ aspects, before, after }) => aspects.includes('content') && before?.size === after?.size)
    .map(({ path }) => path)
    .slice(0, MAX_FILES);
  if (paths.length === 0) return new Map();
  const before = await readFiles(a.source, a.image, paths, options);
  const after = await readFiles(b.source, b.image, paths, options);
  return new Map(
    paths.flatMap((path): [string, FirstDifference][] => {
      const difference = firstDifference(before.get(path)?.bytes, after.get(path)?.bytes);
      return difference ? [[path, difference]] : [];
    }),
  );
}

export function firstDifference(a: Buffer | undefined, b: Buffer | undefined): FirstDifference | undefined {
  if (!a || !b || a.equals(b)) return undefined;
  let offset = 0;
  while (a[offset] === b[offset]) offset += 1;
  let end = offset;
  while (end < a.length && a[end] !== b[end]) end += 1;
  return {
    offset,
    length: end - offset,
    before: text(a.subarray(offset, end)),
    after: text(b.subarray(offset, end)),
  };
}

const MAX_TEXT_BYTES = 40;

/** Nothing for what is none, or too long for a line. */
function text(bytes: Buffer): string | null {
  const isText = bytes.length <= MAX_TEXT_BYTES && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? bytes.toString('latin1') : null;
}
