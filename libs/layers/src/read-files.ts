import { ArchiveDamage } from './archive-damage.ts';
import { archiveError } from './archive-error.ts';
import { collectFiles, type WantedFile } from './collect-files.ts';
import { type EffectiveFile, effectiveFiles } from './effective-files.ts';
import { findFile } from './find-file.ts';
import type { ImageContents } from './image-contents.ts';
import { type ImageSource, readBlobs } from './layer-blobs.ts';
import { openLayerCache } from './layer-cache.ts';
import type { ReadOptions } from './read-image.ts';

export interface FileContent {
  readonly bytes: Buffer;
  /** False when the file is larger than the limit: these are its first bytes. */
  readonly isWhole: boolean;
}

export interface FileOptions extends ReadOptions {
  /** Of each file. 8 MB when unset. */
  readonly limitBytes?: number | undefined;
}

const LIMIT_BYTES = 8_000_000;

/**
 * The content of some files, as a container would see them, by the paths that were asked for; symlinks are followed.
 * A path that means no regular file is left out. Reads no more layers than hold them, and none that the cache has
 * the content of.
 */
export async function readFiles(
  source: ImageSource,
  image: ImageContents,
  paths: readonly string[],
  options: FileOptions = {},
): Promise<ReadonlyMap<string, FileContent>> {
  const { limitBytes = LIMIT_BYTES, signal } = options;
  const files = effectiveFiles(image);
  const found = new Map<string, EffectiveFile>();
  for (const path of paths) {
    const file = findFile(files, path);
    if (file?.type === 'file') found.set(path, file);
  }
  const contents = await contentsOf(source, image, [...found.values()], { ...options, limitBytes, signal });
  return new Map(
    [...found].map(([path, { digest, size }]) => {
      const bytes = contents.get(digest ?? '') ?? Buffer.alloc(0);
      return [path, { bytes, isWhole: bytes.length === size }];
    }),
  );
}

/** The content of one file; nothing when there is no such file. */
export async function readFile(
  source: ImageSource,
  image: ImageContents,
  path: string,
  options: FileOptions = {},
): Promise<FileContent | undefined> {
  return (await readFiles(source, image, [path], options)).get(path);
}

interface ContentOptions extends ReadOptions {
  readonly limitBytes: number;
}

/** By digest. */
async function contentsOf(
  source: ImageSource,
  image: ImageContents,
  files: readonly EffectiveFile[],
  { cacheDir, limitBytes, signal }: ContentOptions,
): Promise<ReadonlyMap<string, Buffer>> {
  const cache = openLayerCache(cacheDir);
  const contents = new Map<string, Buffer>();
  const missing = new Map<string, EffectiveFile>();
  for (const file of files) {
    if (file.digest === undefined) continue; // empty
    const known = await cache.file(file.digest);
    if (known) contents.set(file.digest, known.subarray(0, limitBytes));
    else missing.set(file.digest, file);
  }
  if (missing.size === 0) return contents;
  const sizes = new Map([...missing].map(([digest, { size }]) => [digest, size]));
  const wanted = whereabouts(image, missing.values());
  const keep = (digest: string, bytes: Buffer) => {
    contents.set(digest, bytes);
    missing.delete(digest);
  };
  try {
    await readBlobs(source, image, {
      digests: new Set(wanted.keys()),
      take: (blob, digest) => {
        const here = digest === undefined ? [...wanted.values()].flat() : (wanted.get(digest) ?? []);
        return collectFiles(blob, here, { limitBytes, onFound: keep });
      },
      isDone: () => missing.size === 0,
      signal,
    });
    for (const { path } of missing.values())
      throw new ArchiveDamage(`the content of "${path}" is not where it was`);
  } catch (error) {
    throw archiveError(error, { subject: `the image "${image.ref}"`, signal });
  }
  for (const [digest, bytes] of contents) {
    if (bytes.length === sizes.get(digest)) await cache.keepFile(digest, bytes);
  }
  return contents;
}

/** In which layers the content of these files is, by the digest of the layer. A hard link's may be in another one. */
function whereabouts(image: ImageContents, files: Iterable<EffectiveFile>): Map<string, WantedFile[]> {
  const wanted = new Map<string, WantedFile[]>();
  for (const { digest = '', layer: top } of files) {
    for (let index = top; index >= 0; index--) {
      const layer = image.layers[index];
      const entry = layer?.entries.find((each) => each.type === 'file' && each.digest === digest);
      if (!layer || !entry) continue;
      wanted.set(layer.digest, [...(wanted.get(layer.digest) ?? []), { path: entry.path, digest }]);
      break;
    }
  }
  return wanted;
}
