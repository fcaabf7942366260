import { ArchiveDamage } from '../archive-damage.ts';
import { sniff } from '../blob/compression.ts';
import { decompress } from '../blob/decompress.ts';
import { plainPath } from '../layer-entry.ts';
import { type TarMember, tarMembers } from '../tar/tar-events.ts';
import { type ArchiveFiles, MAX_DOCUMENT_BYTES } from './archive-files.ts';
import { fileContent } from './folder-files.ts';
import { gather } from './gather.ts';
import { openTarIndex, type TarIndex } from './tar-index.ts';

const MAX_DOCUMENTS_BYTES = 32_000_000; // of one archive, all kept in memory
const NEVER = new AbortController().signal;

/**
 * The files of a compressed tar, which can only be read from its beginning: once to learn what it holds, and again
 * for what is wanted of it.
 */
export async function openCompressedTar(path: string, signal: AbortSignal = NEVER): Promise<ArchiveFiles> {
  const { index, documents } = await survey(path, signal);
  return {
    resolve: async (name) => index.find(name)?.path,
    document: async (name) => documents.get(index.find(name)?.path ?? ''),
    async read(names, take) {
      const wanted = new Set(names);
      for await (const { entry, content } of members(path, signal)) {
        if (wanted.size === 0) return;
        const name = plainPath(entry.name);
        // Of two entries of one name the later counts.
        if (!wanted.has(name) || index.find(name)?.entry.position !== entry.position) continue;
        await take(name, content);
        wanted.delete(name);
      }
    },
  };
}

async function survey(path: string, signal: AbortSignal) {
  const index: TarIndex = openTarIndex();
  const documents = new Map<string, Buffer>();
  let bytes = 0;
  for await (const { entry, content } of members(path, signal)) {
    index.add(entry);
    if (entry.size > MAX_DOCUMENT_BYTES) continue;
    const name = plainPath(entry.name);
    const { head, all } = await sniff(content);
    if (!['{', '['].includes(String.fromCharCode(head[0] ?? 0))) continue;
    const document = await gather(all, MAX_DOCUMENT_BYTES, name);
    bytes += document.length - (documents.get(name)?.length ?? 0);
    if (bytes > MAX_DOCUMENTS_BYTES)
      throw new ArchiveDamage(`its documents have more than ${MAX_DOCUMENTS_BYTES} bytes`);
    documents.set(name, document);
  }
  return { index, documents };
}

async function* members(path: string, signal: AbortSignal): AsyncGenerator<TarMember> {
  const { compression, all } = await sniff(fileContent(path, { signal }));
  yield* tarMembers(decompress(all, compression));
}
