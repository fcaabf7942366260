import { entriesOf, readBakeFile } from './bake-file/read-entries.ts';
import { DEFAULT_BAKE_FILE } from './plan-images.ts';

/**
 * The names of all targets of a bake file in HCL or JSON, also of those in no group. Left out is what is only inherited from
 * (`_name`), and what a matrix makes: bake alone can tell its names.
 */
export async function targetNames(root: string, file = DEFAULT_BAKE_FILE): Promise<readonly string[]> {
  const entries = entriesOf(await readBakeFile(root, file));
  const matrices = new Set(
    entries.flatMap(({ kind, name, inside }) => (kind === 'attribute' && name === 'matrix' ? [inside] : [])),
  );
  return entries.flatMap((entry) => {
    const [label] = entry.labels;
    const isTarget = entry.kind === 'block' && entry.name === 'target' && !matrices.has(entry);
    return isTarget && label !== undefined && !label.startsWith('_') ? [label] : [];
  });
}
