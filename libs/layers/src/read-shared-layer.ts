import { ArchiveDamage } from './archive-damage.ts';
import type { Sniffed } from './blob/compression.ts';
import type { Layer } from './image-contents.ts';
import { type LayerCache, pushedKey } from './layer-cache.ts';
import { inLayerSlot } from './layer-slots.ts';
import { readLayer } from './read-layer.ts';

/** Layers being read now, by key: images that are read at once often have layers in common. */
const underWay = new Map<string, Promise<Layer>>();

interface SharedOptions {
  readonly digest: string | undefined;
  readonly cache: LayerCache;
  readonly sentBytes?: number | undefined;
}

/**
 * Reads a layer that is not in the cache, and keeps it there; or waits for whoever is reading it already, and leaves
 * the blob alone. `digest` is what the blob must turn out to have; nothing when that is not known. `sentBytes` is what
 * the engine sends of a plain layer, where it was asked.
 */
export async function readSharedLayer(
  blob: AsyncIterable<Buffer> | Sniffed,
  { digest, cache, sentBytes }: SharedOptions,
): Promise<Layer> {
  const key = digest && sentBytes !== undefined ? pushedKey(digest) : (digest ?? '');
  for (let other = underWay.get(key); other; other = underWay.get(key)) {
    const layer = await other.catch(() => undefined); // it failed for the other: perhaps not for us
    if (layer) return layer;
  }
  const reading = inLayerSlot(() => readLayer(blob, { sentBytes })).then(async (layer) => {
    if (digest?.startsWith('sha256:') && layer.digest !== digest)
      throw new ArchiveDamage(`it is damaged: its digest is ${layer.digest}`);
    await cache.keepLayer(layer);
    return layer;
  });
  if (digest === undefined) return reading;
  underWay.set(key, reading);
  try {
    return await reading;
  } finally {
    if (underWay.get(key) === reading) underWay.delete(key);
  }
}
