import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBakeSource } from './bake-source.ts';
import { DEFAULT_BAKE_FILE } from './plan-images.ts';

/**
 * The names of all targets of a bake file, also of those in no group. Left out is what is only inherited from
 * (`_name`), and what a matrix makes: bake alone can tell its names.
 */
export async function targetNames(root: string, file = DEFAULT_BAKE_FILE): Promise<readonly string[]> {
  const entries = readBakeSource(await readFile(join(root, file), 'utf8'));
  const matrices = new Set(entries.filter(({ name }) => name === 'matrix').map(({ inside }) => inside));
  return entries.flatMap((entry) => {
    const [label] = entry.labels;
    const isTarget = entry.kind === 'block' && entry.name === 'target' && !matrices.has(entry);
    return isTarget && label !== undefined && !label.startsWith('_') ? [label] : [];
  });
}
