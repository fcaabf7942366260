import { createHash } from 'node:crypto';
import type { ArchiveFiles } from './archive/archive-files.ts';
import type { ImageVariant, LayerPlace } from './archive/archived-image.ts';
import { ArchiveDamage, within } from './archive-damage.ts';
import { sniff } from './blob/compression.ts';
import { decompress } from './blob/decompress.ts';
import type { Layer } from './image-contents.ts';
import type { LayerCache } from './layer-cache.ts';
import { readSharedLayer } from './read-shared-layer.ts';

export interface VariantOptions {
  readonly cache: LayerCache;
  /**
   * Whether the bytes of a layer that the cache has need not be looked at: an engine keeps them as they are, and an
   * archive may be damaged.
   */
  readonly isTrusted: boolean;
}

/**
 * The layers of an image, lowest first: from the cache, and from the archive what is not there. Of a layer that the
 * cache has, the archive still has to have the bytes.
 */
export async function readVariant(
  files: ArchiveFiles,
  variant: ImageVariant,
  { cache, isTrusted }: VariantOptions,
): Promise<readonly Layer[]> {
  const places = [...new Map(variant.layers.map((place) => [place.name, place])).values()];
  const layers = new Map<string, Layer>(); // by the name of their file
  const toRead = new Map<string, LayerPlace[]>(); // by the resolved name of their file
  for (const place of places) {
    const known = await cache.layer(place.digest ?? place.diffId);
    if (known) layers.set(place.name, known);
    if (known && isTrusted) continue;
    const file = await resolve(files, place, variant);
    toRead.set(file, [...(toRead.get(file) ?? []), place]);
  }
  await files.read([...toRead.keys()], async (file, content) => {
    const [first, ...others] = toRead.get(file) ?? [];
    if (!first) return;
    const known = layers.get(first.name);
    const layer = await within(
      describe(first, variant),
      known ? unchanged(known, first, content) : readSharedLayer(content, { digest: first.digest, cache }),
    );
    for (const place of [first, ...others]) layers.set(place.name, layer);
  });
  return variant.layers.map((place) => verified(place, layers.get(place.name), variant));
}

/** The layer as the cache has it, once the bytes in the archive have turned out to be those it was read from. */
async function unchanged(known: Layer, place: LayerPlace, content: AsyncIterable<Buffer>): Promise<Layer> {
  const expected = place.digest ?? place.diffId;
  const [algorithm = ''] = expected.split(':');
  const hash = createHash(algorithm);
  const { compression, all } = await sniff(content);
  // A layer that has no digest is known by what it unpacks to.
  for await (const chunk of place.digest ? all : decompress(all, compression)) hash.update(chunk);
  const actual = `${algorithm}:${hash.digest('hex')}`;
  if (actual !== expected) throw new ArchiveDamage(`it is damaged: its digest is ${actual}`);
  return known;
}

async function resolve(files: ArchiveFiles, place: LayerPlace, variant: ImageVariant): Promise<string> {
  const file = await files.resolve(place.name);
  if (file !== undefined) return file;
  const reason = place.isForeign ? ': its manifest says that it is not to be handed on' : '';
  throw new ArchiveDamage(`${describe(place, variant)} is not there${reason}`);
}

/** A layer holds what the configuration of the image says, whatever the archive calls it. */
function verified(place: LayerPlace, layer: Layer | undefined, variant: ImageVariant): Layer {
  if (layer?.diffId === place.diffId) return layer;
  throw new ArchiveDamage(
    `${describe(place, variant)}: it unpacks to ${layer?.diffId ?? 'nothing'}; the configuration says ${place.diffId}`,
  );
}

function describe(place: LayerPlace, { layers }: ImageVariant): string {
  return `layer ${layers.indexOf(place) + 1} of ${layers.length} (${place.digest ?? place.name})`;
}
