import type { Engine } from '@drydock/engine';
import { archiveError } from './archive-error.ts';
import { findInContentStore } from './content-store.ts';
import { type FindOptions, type FoundImage, findImage } from './find-image.ts';
import type { ImageContents, Layer } from './image-contents.ts';
import { type LayerCache, openLayerCache } from './layer-cache.ts';
import { type ImageParts, readSaved } from './read-saved.ts';
import { readVariant } from './read-variant.ts';
import { saveImage } from './saved-image.ts';

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
  await cache.keepImage(image.id, {
    description: parts.description,
    layers: parts.layers.map(({ digest }) => digest),
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
    transferBytes: layers.reduce((sum, layer) => sum + layer.transferBytes, 0),
  };
}

async function readCached(cache: LayerCache, { id, diffIds }: FoundImage): Promise<ImageParts | undefined> {
  const image = await cache.image(id);
  // An id may stand for several platforms, of which the engine may have come to choose another.
  if (image?.description.diffIds.join() !== diffIds.join()) return undefined;
  const layers = new Map<string, Layer>();
  for (const digest of new Set(image.layers)) {
    const layer = await cache.layer(digest);
    if (!layer) return undefined;
    layers.set(digest, layer);
  }
  return {
    description: image.description,
    layers: image.layers.flatMap((digest) => layers.get(digest) ?? []),
  };
}

async function readParts(
  engine: Engine,
  image: FoundImage,
  { cache, signal }: { readonly cache: LayerCache; readonly signal: AbortSignal | undefined },
): Promise<ImageParts> {
  const subject = `the image "${image.ref}"`;
  let lastWords: readonly string[] = [];
  try {
    const stored = await findInContentStore(engine, image, signal);
    if (stored) {
      const layers = await readVariant(stored.files, stored.variant, cache);
      return { description: stored.variant.description, layers };
    }
    await using saved = await saveImage(engine, image.id, signal);
    try {
      return await readSaved(saved.source, image.diffIds, cache);
    } catch (error) {
      lastWords = await saved.lastWords();
      throw error;
    }
  } catch (error) {
    throw archiveError(error, { subject, signal, evidence: lastWords });
  }
}
