import type { Engine } from '@drydock/engine';
import { archiveError } from './archive-error.ts';
import { findInContentStore } from './content-store.ts';
import { type FindOptions, type FoundImage, findImage } from './find-image.ts';
import type { ImageContents, Layer } from './image-contents.ts';
import { type LayerCache, layerKey, openLayerCache } from './layer-cache.ts';
import { readExported } from './read-exported.ts';
import type { ImageParts } from './read-saved.ts';
import { readVariant } from './read-variant.ts';
import { transferBytesOf } from './transfer-bytes.ts';

export interface ReadOptions {
  /** Where layers that were read are kept. Without it, every read goes through the whole image. */
  readonly cacheDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads what an image holds. Starts no container, and holds no more of a layer in memory than its list of files. */
export async function readImage(
  engine: Engine,
  ref: string,
  options: ReadOptions & FindOptions = {},
): Promise<ImageContents> {
  const image = await findImage(engine, ref, options);
  const cache = openLayerCache(options.cacheDir);
  const known = await readCached(cache, image);
  if (known) return imageContents(image, known);
  const parts = await readParts(engine, image, { cache, signal: options.signal });
  if (parts.isLasting)
    await cache.keepImage(image.id, {
      description: parts.description,
      layers: parts.layers.map(layerKey),
    });
  return imageContents(image, parts);
}

/** The record of an image, with what its layers come to. */
export function imageContents(
  { ref, id }: Pick<FoundImage, 'ref' | 'id'>,
  { description, layers }: ImageParts,
): ImageContents {
  return {
    ref,
    id,
    config: description.config,
    history: description.history,
    layers,
    unpackedBytes: layers.reduce((sum, layer) => sum + layer.unpackedBytes, 0),
    transferBytes: transferBytesOf(layers),
  };
}

async function readCached(cache: LayerCache, { id, diffIds }: FoundImage): Promise<ImageParts | undefined> {
  const image = await cache.image(id);
  // An id may stand for several platforms, of which the engine may have come to choose another.
  if (image?.description.diffIds.join() !== diffIds.join()) return undefined;
  const layers = new Map<string, Layer>();
  for (const key of new Set(image.layers)) {
    const layer = await cache.layer(key);
    if (!layer) return undefined;
    layers.set(key, layer);
  }
  return {
    description: image.description,
    layers: image.layers.flatMap((key) => layers.get(key) ?? []),
  };
}

async function readParts(
  engine: Engine,
  image: FoundImage,
  options: { readonly cache: LayerCache; readonly signal: AbortSignal | undefined },
): Promise<ImageParts & { readonly isLasting: boolean }> {
  const { cache, signal } = options;
  try {
    const stored = await findInContentStore(engine, image, signal);
    if (!stored) return await readExported(engine, image, options);
    const layers = await readVariant(stored.files, stored.variant, { cache, isTrusted: true });
    return { description: stored.variant.description, layers, isLasting: true };
  } catch (error) {
    throw archiveError(error, { subject: `the image "${image.ref}"`, signal });
  }
}
