import type { Engine } from '@drydock/engine';
import type { ArchiveFiles } from './archive/archive-files.ts';
import { listImages } from './archive/archived-image.ts';
import { chooseImage } from './archive/choose-image.ts';
import { openArchive } from './archive/open-archive.ts';
import { type Sniffed, sniff } from './blob/compression.ts';
import { findInContentStore } from './content-store.ts';
import type { ImageContents } from './image-contents.ts';
import { digestOf, isLayer } from './read-saved.ts';
import { saveImage } from './saved-image.ts';
import { tarMembers } from './tar/tar-events.ts';

/** Where the layers of an image can be read again: in an engine, or in an archive. */
export type ImageSource = Engine | ArchiveFile;

export interface ArchiveFile {
  /** Path of a file or folder. */
  readonly archive: string;
  /** Its name or id. Needed only when the archive holds several images. */
  readonly image?: string | undefined;
  /** E.g. `linux/arm64`. Unset: this machine's architecture, or the only one there is. */
  readonly platform?: string | undefined;
}

/** Given the blob of a layer, and its digest where the source tells it. */
type TakeBlob = (blob: AsyncIterable<Buffer> | Sniffed, digest?: string) => Promise<void>;

export interface BlobOptions {
  /** Of the layers that are wanted. Others are left out where that costs nothing. */
  readonly digests: ReadonlySet<string>;
  readonly take: TakeBlob;
  /** Asked after each layer. */
  readonly isDone: () => boolean;
  readonly signal: AbortSignal | undefined;
}

/** Goes through layers of an image. */
export async function readBlobs(
  source: ImageSource,
  image: ImageContents,
  options: BlobOptions,
): Promise<void> {
  if ('archive' in source) return readFromArchive(source, options);
  const diffIds = image.layers.map(({ diffId }) => diffId);
  const { id, ref } = image;
  const stored = await findInContentStore(source, { ref, id, diffIds }, options.signal);
  if (stored) return readPlaces(stored.files, stored.variant.layers, options);
  await using saved = await saveImage(source, id, options.signal);
  for await (const { entry, content } of tarMembers(saved.source)) {
    const digest = digestOf(entry.name);
    if (digest !== undefined && !options.digests.has(digest)) continue;
    const sniffed = await sniff(content);
    if (digest !== undefined || isLayer(entry.name, sniffed)) await options.take(sniffed, digest);
    if (options.isDone()) return;
  }
}

async function readFromArchive(source: ArchiveFile, options: BlobOptions): Promise<void> {
  const files = await openArchive(source.archive, options.signal);
  const { variant } = chooseImage(source.archive, await listImages(files), source);
  await readPlaces(files, variant.layers, options);
}

interface Place {
  readonly name: string;
  readonly digest: string | undefined;
  readonly diffId: string;
}

async function readPlaces(
  files: ArchiveFiles,
  places: readonly Place[],
  options: BlobOptions,
): Promise<void> {
  const digests = new Map<string, string>(); // by the name of the file
  for (const { name, digest, diffId } of places) {
    const known = digest ?? diffId; // a layer without a digest of its own is plain
    const file = options.digests.has(known) ? await files.resolve(name) : undefined;
    if (file !== undefined) digests.set(file, known);
  }
  await files.read([...digests.keys()], (name, content) => options.take(content, digests.get(name)));
}
