import { type FileHandle, open } from 'node:fs/promises';
import { ArchiveDamage } from '../archive-damage.ts';
import { concurrently } from '../concurrently.ts';
import type { TarEntry } from '../tar/read-entry.ts';
import { tarMembers } from '../tar/tar-events.ts';
import { openTarParser } from '../tar/tar-parser.ts';
import { type ArchiveFiles, MAX_DOCUMENT_BYTES } from './archive-files.ts';
import { fileContent } from './folder-files.ts';
import { gather } from './gather.ts';
import { openTarIndex, type TarIndex } from './tar-index.ts';

const NEVER = new AbortController().signal;
const WINDOW_BYTES = 64 * 1024;

/** The files of a plain tar. They are found by its headers alone, and read from where they are. */
export async function openTarFile(path: string, signal?: AbortSignal): Promise<ArchiveFiles> {
  await using handle = await open(path);
  const index = await indexOf(handle, signal);
  const contentOf = async function* (entry: TarEntry, stop: AbortSignal): AsyncGenerator<Buffer> {
    const from = fileContent(path, { signal: stop, start: entry.position });
    for await (const { content } of tarMembers(from)) return yield* content;
  };
  return {
    resolve: async (name) => index.find(name)?.path,
    async document(name) {
      const found = index.find(name);
      if (!found) return undefined;
      return gather(contentOf(found.entry, signal ?? NEVER), MAX_DOCUMENT_BYTES, name);
    },
    read: (names, take) =>
      concurrently(
        names,
        async (name, stop) => {
          const found = index.find(name);
          if (found) await take(name, contentOf(found.entry, stop));
        },
        signal,
      ),
  };
}

async function indexOf(handle: FileHandle, signal: AbortSignal | undefined): Promise<TarIndex> {
  const index = openTarIndex();
  const parser = openTarParser();
  const { size } = await handle.stat();
  for (let at = 0; at < size; at += parser.skip()) {
    signal?.throwIfAborted();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(WINDOW_BYTES), 0, WINDOW_BYTES, at);
    if (bytesRead === 0) break;
    for (const event of parser.write(buffer.subarray(0, bytesRead))) {
      if (event.kind === 'entry') index.add(event.entry);
    }
    at += bytesRead;
    if (!Number.isSafeInteger(at)) throw new ArchiveDamage('an entry of it has an impossible size');
  }
  parser.end();
  return index;
}
