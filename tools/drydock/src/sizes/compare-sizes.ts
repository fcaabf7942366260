import type { Baseline } from '@drydock/contracts';
import type { Sizes } from './sizes-file.ts';

/** What an image weighs now, and what it weighed when its row was written. */
export interface SizeRow {
  readonly image: string;
  readonly now: Baseline;
  readonly before: Baseline | undefined;
}

export interface ComparedSizes {
  readonly rows: readonly SizeRow[];
  /** Images that a contract is for, and that have no row. */
  readonly missing: readonly string[];
  /** Rows of images that no contract is for. */
  readonly stale: readonly string[];
}

/** Rows in the order of `now`. `images`: all that a contract is for, also those that are not built. */
export function compareSizes(
  sizes: Sizes,
  now: ReadonlyMap<string, Baseline>,
  images: readonly string[],
): ComparedSizes {
  return {
    rows: [...now].map(([image, baseline]) => ({ image, now: baseline, before: sizes[image] })),
    missing: images.filter((image) => !(image in sizes)),
    stale: Object.keys(sizes).filter((image) => !images.includes(image)),
  };
}

/** The part by which a figure changed: 0.02 is 2 % more. */
export function drift(before: number, now: number): number {
  return before === 0 ? Math.sign(now) : (now - before) / before;
}
