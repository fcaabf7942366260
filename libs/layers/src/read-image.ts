import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError, type Engine, spawnDocker, waitForExit } from '@drydock/engine';
import { type FoundImage, findImage } from './find-image.ts';
import type { ImageDescription } from './image-config-schema.ts';
import type { ImageContents, Layer } from './image-contents.ts';
import { type LayerCache, openLayerCache } from './layer-cache.ts';
import { readArchive } from './read-archive.ts';

export interface ReadOptions {
  /** Where layers that were read are kept. Without it, every read goes through the whole image. */
  readonly cacheDir?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Reads what an image holds. Starts no container, and holds no more of a layer in memory than its list of files. */
export async function readImage(
  engine: Engine,
  ref: string,
  options: ReadOptions = {},
): Promise<ImageContents> {
  const image = await findImage(engine, ref, options.signal);
  const cache = openLayerCache(options.cacheDir);
  const known = await readCached(cache, image);
  if (known) return contents(image, known);
  const read = await readSaved(engine, image, { cache, signal: options.signal });
  await cache.keepImage(image.id, {
    description: read.description,
    layers: read.layers.map(({ digest }) => digest),
  });
  return contents(image, read);
}

const LAST_WORDS_MS = 1_000;

interface Parts {
  readonly description: ImageDescription;
  readonly layers: readonly Layer[];
}

async function readCached(cache: LayerCache, { id }: FoundImage): Promise<Parts | undefined> {
  const image = await cache.image(id);
  if (!image) return undefined;
  const layers = await Promise.all(image.layers.map((digest) => cache.layer(digest)));
  const present = layers.filter((layer) => layer !== undefined);
  return present.length === layers.length ? { description: image.description, layers: present } : undefined;
}

async function readSaved(
  engine: Engine,
  { ref, id, diffIds }: FoundImage,
  { cache, signal }: { readonly cache: LayerCache; readonly signal: AbortSignal | undefined },
): Promise<Parts> {
  // By id: the name may come to mean another image in the meantime.
  const child = spawnDocker(engine, ['image', 'save', id]);
  const ended = waitForExit(child, { signal }).catch(() => undefined);
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  try {
    if (!child.stdout) throw new Error('docker image save has no output');
    return await readArchive(child.stdout, { diffIds, knownLayer: cache.layer, onLayer: cache.keepLayer });
  } catch (cause) {
    await Promise.race([ended, sleep(LAST_WORDS_MS)]); // it says why after it has closed its output
    if (signal?.aborted)
      throw new DrydockError('cancelled', `reading the image "${ref}" was cancelled`, { cause });
    const said = Buffer.concat(errors).toString('utf8').trim();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DrydockError('image-archive', `the image "${ref}" cannot be read: ${reason}`, {
      cause,
      evidence: said === '' ? [] : said.split('\n'),
      nextStep:
        'build or pull it again; when that does not help, the disk of the engine may be full or damaged',
    });
  } finally {
    child.kill('SIGKILL'); // it may have more to give than was needed
    await ended;
  }
}

function contents({ ref, id }: FoundImage, { description, layers }: Parts): ImageContents {
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
