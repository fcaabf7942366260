import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ArchiveDamage } from '../archive-damage.ts';
import { concurrently } from '../concurrently.ts';
import { type ArchiveFiles, MAX_DOCUMENT_BYTES } from './archive-files.ts';

const CHUNK_BYTES = 128 * 1024; // large enough to be given back one by one

/** The files of an archive that is a folder: an OCI layout, or an engine's own store of blobs. */
export function openFolderFiles(folder: string, signal?: AbortSignal): ArchiveFiles {
  const pathOf = (name: string) => {
    const path = join(folder, name);
    if (path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)) return path;
    throw new ArchiveDamage(`it names ${JSON.stringify(name)}, which is outside of it`);
  };
  const resolve = async (name: string) => {
    const found = await stat(pathOf(name)).catch(() => undefined);
    return found?.isFile() ? name : undefined;
  };
  return {
    resolve,
    async document(name) {
      if (!(await resolve(name))) return undefined;
      await using file = await open(pathOf(name));
      const { size } = await file.stat();
      if (size <= MAX_DOCUMENT_BYTES) return file.readFile();
      throw new ArchiveDamage(`${name} has ${size} bytes; a document has at most ${MAX_DOCUMENT_BYTES}`);
    },
    read: (names, take) =>
      concurrently(names, (name, stop) => take(name, fileContent(pathOf(name), { signal: stop })), signal),
  };
}

/** Opens the file when it is asked for the first chunk. */
export async function* fileContent(
  path: string,
  options: { readonly signal: AbortSignal; readonly start?: number },
): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { ...options, highWaterMark: CHUNK_BYTES });
}
