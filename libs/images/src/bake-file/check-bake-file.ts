import { DrydockError, type Engine } from '@drydock/engine';
import { unknownBuildKeys } from './compose-keys.ts';
import { entriesOf, readBakeFile } from './read-entries.ts';
import { type UnknownKey, unknownKeys } from './unknown-keys.ts';

/** Looks for keys that bake would skip without a word. Throws when the file cannot be read. */
export async function skippedKeys(engine: Engine, root: string, file: string): Promise<UnknownKey[]> {
  const source = await readBakeFile(root, file);
  if (source.syntax === 'compose') return unknownBuildKeys(engine, root, file);
  return unknownKeys(entriesOf(source), file);
}

/**
 * Refuses a bake file that has such keys, all of them at once. What bake prints of a target it has understood, and a
 * newer one understands more.
 */
export function refuseSkippedKeys(
  keys: readonly UnknownKey[],
  file: string,
  isPrinted: (key: string) => boolean = () => false,
): void {
  const refused = keys.filter(({ targetKey }) => targetKey === undefined || !isPrinted(targetKey));
  const [first, ...others] = refused.map(({ message }) => message);
  if (first === undefined) return;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  throw new DrydockError('bake-file', first + more, {
    evidence: others,
    nextStep: `correct ${file}: bake skips a key that it does not know without a word`,
  });
}
