import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, requestEngine } from '@drydock/engine';
import { z } from 'zod';
import type { ArchiveFiles } from './archive/archive-files.ts';
import { type ImageVariant, variantsOf } from './archive/archived-image.ts';
import { openFolderFiles } from './archive/folder-files.ts';
import { gather } from './archive/gather.ts';
import type { FoundImage } from './find-image.ts';

export interface StoredImage {
  readonly files: ArchiveFiles;
  readonly variant: ImageVariant;
}

/**
 * An image where containerd itself keeps its blobs, which saves the engine from exporting it. Nothing when the engine
 * has another store, runs on another machine, does not let us read its folder, or lacks a blob of the image.
 */
export async function findInContentStore(
  engine: Engine,
  { id, diffIds }: FoundImage,
  signal: AbortSignal | undefined,
): Promise<StoredImage | undefined> {
  if (engine.store !== 'containerd' || !engine.host.startsWith('unix://')) return undefined;
  for (const folder of await storeFolders(engine, signal)) {
    const files = openFolderFiles(folder, signal);
    const variants = await variantsOf(files, { digest: id });
    const [only, ...more] = variants;
    // Of a configuration that the engine cannot read, it says that it has no layers.
    const isUnread = diffIds.length === 0 && more.length === 0;
    const variant =
      variants.find(
        ({ description }) => description.diffIds.join() === diffIds.join(), // the platform that the engine chose
      ) ?? (isUnread ? only : undefined);
    if (variant && (await isComplete(files, variant))) return { files, variant };
  }
  return undefined;
}

const infoSchema = z.object({ DockerRootDir: z.string() });
const MAX_ANSWER_BYTES = 8_000_000;
const STORE = 'io.containerd.content.v1.content';
const SHARED_CONTAINERD = '/var/lib/containerd'; // of an engine that uses the system's own containerd

async function storeFolders(engine: Engine, signal: AbortSignal | undefined): Promise<string[]> {
  const answer = await requestEngine(engine, '/info', signal);
  if (!answer) return [];
  const text = await gather(answer.body, MAX_ANSWER_BYTES, 'the answer of the engine');
  const info = answer.status === 200 ? infoSchema.safeParse(JSON.parse(text.toString('utf8'))) : undefined;
  if (!info?.success) return [];
  const folders = [join(info.data.DockerRootDir, 'containerd/daemon', STORE), join(SHARED_CONTAINERD, STORE)];
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, 'blobs')).then(
        () => [folder],
        () => [],
      ),
    ),
  );
  return found.flat();
}

async function isComplete(files: ArchiveFiles, { layers }: ImageVariant): Promise<boolean> {
  const found = await Promise.all(layers.map(({ name }) => files.resolve(name)));
  return !found.includes(undefined);
}
