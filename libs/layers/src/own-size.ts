import type { ImageContents } from './image-contents.ts';
import type { TracedStep } from './trace-steps.ts';
import { transferBytesOf } from './transfer-bytes.ts';

/** What an image adds to the one that it is built FROM. */
export interface OwnSize {
  /** How many layers, from the lowest up, are the base's. */
  readonly baseLayers: number;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  /** In the layers above the base: all but folders and what removes something. */
  readonly files: number;
}

type Layers = Pick<ImageContents, 'layers'>;

/** `base` is the image below, or how many layers it has. Nothing when this image does not stand on it. */
export function ownSize({ layers }: Layers, base: Layers | number): OwnSize | undefined {
  const baseLayers = typeof base === 'number' ? base : base.layers.length;
  if (baseLayers > layers.length) return undefined;
  if (typeof base !== 'number') {
    const isBelow = base.layers.every(({ diffId }, index) => layers[index]?.diffId === diffId);
    if (!isBelow) return undefined;
  }
  const own = layers.slice(baseLayers);
  const below = new Set(layers.slice(0, baseLayers).map(({ digest }) => digest));
  const isFile = (type: string) => type !== 'directory' && type !== 'whiteout' && type !== 'opaque';
  return {
    baseLayers,
    unpackedBytes: own.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0),
    transferBytes: transferBytesOf(own.filter(({ digest }) => !below.has(digest))),
    files: own.flatMap(({ entries }) => entries.filter(({ type }) => isFile(type))).length,
  };
}

/** How many layers are the base's, from the lowest up. Nothing when no Dockerfile says so. */
export function countBaseLayers(steps: readonly TracedStep[]): number | undefined {
  if (!steps.some(({ source }) => source)) return undefined;
  const firstOwn = steps.find(({ layer, isBase }) => layer !== undefined && !isBase)?.layer;
  return firstOwn ?? steps.filter(({ layer }) => layer !== undefined).length;
}
