import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type ArchiveOptions, type ImageContents, readArchiveFile } from '../src/index.ts';
import { type Files, type ImageParts, ociImage, tarOf, writeFolder } from './make-archive.ts';
import { makeTar } from './make-tar.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A layer with one file. */
export const layerOf = (name: string) => ({ tar: makeTar([{ name, content: 'x'.repeat(100) }]) });
/** An image with one layer of one file. */
export const imageOf = (name: string, rest: Partial<ImageParts> = {}) =>
  ociImage({ layers: [layerOf(name)], ...rest });
/** Writes an archive in one of its forms and reads it. */
export async function readArchive(
  files: Files,
  options: ArchiveOptions = {},
  form: Form = 'tar',
): Promise<ImageContents> {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'archive');
  if (form === 'folder') await writeFolder(path, files);
  else await writeFile(path, FORMS[form](tarOf(files)));
  return await readArchiveFile(path, options); // before the folder is gone
}

const FORMS = { tar: (tar: Buffer) => tar, gzip: gzipSync, zstd: zstdCompressSync };
type Form = keyof typeof FORMS | 'folder';
