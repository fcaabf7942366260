import { hash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FACTS_VERSION } from './facts/observe-file.ts';
import type { ImageDescription } from './image-config-schema.ts';
import type { Layer } from './image-contents.ts';
import { decodeLayer, encodeLayer } from './layer-record.ts';

/** Raised whenever what is stored changes its shape: older files are then never read again. */
const VERSION = 4;
/** Where in its folder a cache of this version keeps what it has. */
export const CACHE_FOLDER = `v${VERSION}-${FACTS_VERSION}`;

/** What was read before. Nothing in it changes under its digest, so nothing grows stale. */
export interface LayerCache {
  readonly image: (id: string) => Promise<CachedImage | undefined>;
  readonly layer: (key: string) => Promise<Layer | undefined>;
  /** The content of a file, by its digest. */
  readonly file: (digest: string) => Promise<Buffer | undefined>;
  readonly keepImage: (id: string, image: CachedImage) => Promise<void>;
  readonly keepLayer: (layer: Layer) => Promise<void>;
  readonly keepFile: (digest: string, content: Buffer) => Promise<void>;
}

interface CachedImage {
  readonly description: ImageDescription;
  /** Keys of its layers, lowest first. */
  readonly layers: readonly string[];
}

/** What a layer is kept under: its digest, apart from a plain layer of which the engine said what it sends. */
export function layerKey({ digest, diffId, isTransferEstimated }: Omit<Layer, 'entries'>): string {
  return digest === diffId && !isTransferEstimated ? pushedKey(diffId) : digest;
}

/** The key of a plain layer of which the engine said what it sends. */
export function pushedKey(diffId: string): string {
  return `pushed-${diffId}`;
}

/** A cache in a folder, made when first needed; without a folder, one that forgets. */
export function openLayerCache(folder: string | undefined): LayerCache {
  const path = (kind: string, digest: string) =>
    folder && join(folder, CACHE_FOLDER, kind, digest.replaceAll(/[^\w-]/g, '-'));
  const json = async <T>(file: string | undefined) => {
    const body = await load(file);
    return body && (JSON.parse(body.toString('utf8')) as T);
  };
  return {
    image: (id) => json(path('images', id)),
    async layer(key) {
      const body = await load(path('layers', key));
      return body && decodeLayer(body.toString('utf8'));
    },
    file: (digest) => load(path('files', digest)),
    keepImage: (id, image) => save(path('images', id), () => Buffer.from(JSON.stringify(image))),
    keepLayer: (layer) => save(path('layers', layerKey(layer)), () => Buffer.from(encodeLayer(layer))),
    keepFile: (digest, content) => save(path('files', digest), () => content),
  };
}

const DIGEST_BYTES = 32;

/** A file that is missing or damaged is as good as none: it begins with the digest of the rest. */
async function load(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  const stored = await readFile(path).catch(() => undefined);
  if (stored === undefined) return undefined;
  const body = stored.subarray(DIGEST_BYTES);
  return digestOf(body).equals(stored.subarray(0, DIGEST_BYTES)) ? body : undefined;
}

/**
 * Writes aside and renames, so that nobody ever reads half a file. A cache that cannot be written, on a full disk for
 * example, costs time and nothing else.
 */
async function save(path: string | undefined, encode: () => Buffer): Promise<void> {
  if (path === undefined) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    const body = encode();
    await mkdir(dirname(path), { recursive: true });
    await writeFile(aside, [digestOf(body), body]);
    await rename(aside, path);
  } catch {
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

function digestOf(body: Buffer): Buffer {
  return hash('sha256', body, 'buffer');
}
