import { open, stat } from 'node:fs/promises';
import { refusalReason } from '@drydock/engine';
import { ArchiveDamage } from '../archive-damage.ts';
import { compressionOf } from '../blob/compression.ts';
import type { ArchiveFiles } from './archive-files.ts';
import { openCompressedTar } from './compressed-tar.ts';
import { openFolderFiles } from './folder-files.ts';
import { openTarFile } from './tar-file.ts';

/** The files of an archive: a folder, a tar, or a compressed tar. */
export async function openArchive(path: string, signal?: AbortSignal): Promise<ArchiveFiles> {
  const found = await stat(path).catch((cause) => {
    const reason = cause.code === 'ENOENT' ? 'there is no such file' : refusalReason(cause);
    throw new ArchiveDamage(reason ?? cause.message, { cause });
  });
  if (found.isDirectory()) return openFolderFiles(path, signal);
  if (!found.isFile()) throw new ArchiveDamage('it is neither a file nor a folder');
  return (await isCompressed(path)) ? openCompressedTar(path, signal) : openTarFile(path, signal);
}

const HEAD_BYTES = 16;

async function isCompressed(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return compressionOf(buffer.subarray(0, bytesRead)) !== 'none';
}
