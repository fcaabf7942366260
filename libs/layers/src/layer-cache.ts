import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ImageDescription } from './image-config-schema.ts';
import type { Layer } from './image-contents.ts';

/** Raised whenever what is stored changes its shape: older files are then never read again. */
const VERSION = 'v1';

/** What was read before. An image and a layer never change under their digest, so nothing grows stale. */
export interface LayerCache {
  readonly image: (id: string) => Promise<CachedImage | undefined>;
  readonly layer: (digest: string) => Promise<Layer | undefined>;
  readonly keepImage: (id: string, image: CachedImage) => Promise<void>;
  readonly keepLayer: (layer: Layer) => Promise<void>;
}

interface CachedImage {
  readonly description: ImageDescription;
  /** Digests of its layers, lowest first. */
  readonly layers: readonly string[];
}

/** A cache in a folder, made when first needed; without a folder, one that forgets. */
export function openLayerCache(folder: string | undefined): LayerCache {
  const path = (kind: string, digest: string) =>
    folder && join(folder, VERSION, kind, `${digest.replaceAll(/[^\w-]/g, '-')}.json`);
  return {
    image: (id) => load(path('images', id), cachedImageSchema),
    layer: (digest) => load(path('layers', digest), layerSchema),
    keepImage: (id, image) => save(path('images', id), image),
    keepLayer: (layer) => save(path('layers', layer.digest), layer),
  };
}

/** A file that is missing, broken or of another version is as good as none. */
async function load<T>(path: string | undefined, schema: z.ZodType<T>): Promise<T | undefined> {
  if (path === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Writes aside and renames, so that nobody ever reads half a file. */
async function save(path: string | undefined, value: unknown): Promise<void> {
  if (path === undefined) return;
  await mkdir(join(path, '..'), { recursive: true });
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, JSON.stringify(value));
  await rename(aside, path);
}

const layerSchema: z.ZodType<Layer> = z.object({
  digest: z.string(),
  diffId: z.string(),
  transferBytes: z.number(),
  unpackedBytes: z.number(),
  entries: z.array(
    z.object({
      path: z.string(),
      type: z.enum([
        'file',
        'directory',
        'symlink',
        'character-device',
        'block-device',
        'fifo',
        'hardlink',
        'whiteout',
        'opaque',
      ]),
      size: z.number(),
      mode: z.number(),
      uid: z.number(),
      gid: z.number(),
      link: z.string().optional(),
    }),
  ),
});

const cachedImageSchema: z.ZodType<CachedImage> = z.object({
  layers: z.array(z.string()),
  description: z.custom<ImageDescription>((value) => typeof value === 'object' && value !== null),
});
