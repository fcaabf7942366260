import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileEdits } from './recipe.ts';

/** Copies a folder, then edits files of the copy. */
export async function copyWithEdits(folder: string, target: string, edits: FileEdits): Promise<void> {
  await cp(folder, target, { recursive: true, verbatimSymlinks: true });
  for (const [path, edit] of Object.entries(edits)) {
    const file = join(target, path);
    const old = await readFile(file, 'utf8').catch(() => '');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof edit === 'string' ? edit : edit(old, randomBytes(6).toString('hex')));
  }
}
