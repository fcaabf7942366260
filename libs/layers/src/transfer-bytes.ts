import type { Layer } from './image-contents.ts';

/** What a registry sends for some layers: each blob once, however often an image has it. */
export function transferBytesOf(layers: readonly Pick<Layer, 'digest' | 'transferBytes'>[]): number {
  const byDigest = new Map(layers.map(({ digest, transferBytes }) => [digest, transferBytes]));
  return [...byDigest.values()].reduce((sum, bytes) => sum + bytes, 0);
}
