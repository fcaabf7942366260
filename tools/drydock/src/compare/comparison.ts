import type { ObservedStarts } from '@drydock/stack';

/** What `drydock compare` measures, and its JSON. */
export interface Comparison {
  /** `2026-11-24`. */
  readonly date: string;
  readonly machine: string;
  /** Of each variant: how often it was built after an edit, and started. The figures are medians. */
  readonly edits: number;
  readonly starts: number;
  readonly rows: readonly Row[];
}

export interface Row extends Pick<ObservedStarts, 'idleMemoryBytes'> {
  readonly service: string;
  readonly variant: string;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  readonly layers: number;
  readonly files: number;
  /** Every step of its own Dockerfile, with empty cache mounts. Toolchains and base images are there. */
  readonly coldBuildMs: number;
  /** After one changed line in the service's source. */
  readonly editBuildMs: number;
  /** From the start of the container's process to the first 200. */
  readonly firstAnswerMs: number;
}

/** The middle one; of two in the middle, their mean. Zero for none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const pair = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return pair.reduce((sum: number, number) => sum + (number ?? 0), 0) / 2;
}
