import { ownSize } from '@drydock/layers';
import { z } from 'zod';
import type { Evidence } from './evidence.ts';
import { baseLayersOf, layerStepText } from './layer-origin.ts';

/** A file of this size has a line of its own in a baseline; smaller ones share the line of their top folder. */
const OWN_LINE_BYTES = 100_000;

const bytes = z.int().min(0);

/** What an image weighed when someone agreed to it: a row of the committed sizes. */
export const baselineSchema = z.strictObject({
  unpackedBytes: bytes,
  transferBytes: bytes,
  /** Unpacked bytes above the base image; absent when that is not known. */
  ownBytes: bytes.optional(),
  /** Lowest first. */
  layers: z.array(z.strictObject({ step: z.string(), unpackedBytes: bytes, transferBytes: bytes })),
  /** By path, of all layers together, so that they add up to `unpackedBytes`. Small files by top folder: `/usr/…`. */
  files: z.record(z.string(), bytes),
});

export type Baseline = z.output<typeof baselineSchema>;

/** The row to commit for an image as it is now. Biggest files first. */
export function baselineOf(evidence: Evidence): Baseline {
  const { unpackedBytes, transferBytes, layers } = evidence.image;
  const own = ownBytes(evidence);
  return {
    unpackedBytes,
    transferBytes,
    ...(own === undefined ? {} : { ownBytes: own }),
    layers: layers.map((layer, index) => ({
      step: layerStepText(evidence, index),
      unpackedBytes: layer.unpackedBytes,
      transferBytes: layer.transferBytes,
    })),
    files: rollUp(bytesByPath(evidence)),
  };
}

/** Unpacked bytes above the base image, or nothing when the base is not known. */
export function ownBytes(evidence: Evidence): number | undefined {
  const base = baseLayersOf(evidence);
  return base === undefined ? undefined : ownSize(evidence.image, base)?.unpackedBytes;
}

function bytesByPath({ image }: Evidence): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { path, size } of image.layers.flatMap(({ entries }) => entries))
    if (size > 0) sums.set(`/${path}`, (sums.get(`/${path}`) ?? 0) + size);
  return sums;
}

function rollUp(sums: ReadonlyMap<string, number>): Record<string, number> {
  const rows = new Map<string, number>();
  for (const [path, size] of sums) {
    const row = size >= OWN_LINE_BYTES ? path : `${path.replace(/^(\/[^/]+)?\/.*$/, '$1')}/…`;
    rows.set(row, (rows.get(row) ?? 0) + size);
  }
  return Object.fromEntries([...rows].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1)));
}
