import type { Engine } from '@drydock/engine';
import { archiveError } from './archive-error.ts';
import type { FoundImage } from './find-image.ts';
import { type LayerCache, pushedKey } from './layer-cache.ts';
import { pushedSizes, sharesLoopback } from './pushed-sizes.ts';
import { type ImageParts, readSaved } from './read-saved.ts';
import { saveImage } from './saved-image.ts';

interface ExportOptions {
  readonly cache: LayerCache;
  readonly signal: AbortSignal | undefined;
}

interface ExportedImage extends ImageParts {
  /** False when the next one to read it may learn more. */
  readonly isLasting: boolean;
}

/** Reads an image as the engine gives it out. */
export async function readExported(
  engine: Engine,
  image: FoundImage,
  { cache, signal }: ExportOptions,
): Promise<ExportedImage> {
  const { ref, id, diffIds } = image;
  const canPush = engine.store === 'graph-driver' && (await sharesLoopback(engine, signal));
  const sentBytes = canPush ? await sentSizes(engine, diffIds, { cache, signal }) : undefined;
  await using saved = await saveImage(engine, id, signal);
  try {
    const parts = await readSaved(saved.source, diffIds, cache, sentBytes);
    return { ...parts, isLasting: !canPush || sentBytes !== undefined };
  } catch (error) {
    const evidence = await saved.lastWords();
    throw archiveError(error, { subject: `the image "${ref}"`, signal, evidence });
  }
}

/** By diffId. Asks the engine only when there is a layer that it was not asked about before. */
async function sentSizes(
  engine: Engine,
  diffIds: readonly string[],
  { cache, signal }: ExportOptions,
): Promise<ReadonlyMap<string, number> | undefined> {
  const known = new Map<string, number>();
  for (const diffId of new Set(diffIds)) {
    const layer = await cache.layer(pushedKey(diffId));
    if (layer) known.set(diffId, layer.transferBytes);
  }
  const toAsk = diffIds.slice(0, diffIds.findLastIndex((diffId) => !known.has(diffId)) + 1);
  if (toAsk.length === 0) return known;
  const pushed = await pushedSizes(engine, toAsk, signal);
  return pushed && new Map([...known, ...pushed]);
}
