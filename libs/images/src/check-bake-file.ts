import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError, nearestName } from '@drydock/engine';
import { supportedKeys } from './bake-schema.ts';
import { type BakeEntry, readBakeSource } from './bake-source.ts';

/** Refuses a bake file with a key or block that Drydock does not support: all of them at once. */
export async function checkBakeFile(root: string, file: string): Promise<void> {
  const source = await readFile(join(root, file), 'utf8').catch((cause: unknown) => {
    throw new DrydockError('bake-file', `${file} cannot be read`, {
      cause,
      nextStep: `run this from the root of the repository, where ${file} is`,
    });
  });
  const problems = readBakeSource(source).flatMap((entry) => problemOf(entry, file));
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new DrydockError('bake-file', first + more, {
    evidence: problems.slice(1),
    nextStep: `remove it from ${file}; bake itself would skip an unknown key without a word`,
  });
}

function problemOf(entry: BakeEntry, file: string): string[] {
  const place = `${file}:${entry.line}`;
  const names = entry.inside ? (supportedKeys[entry.inside.name] ?? []) : Object.keys(supportedKeys);
  // What stands in an unsupported block is not reported again, one by one.
  if (entry.inside && names.length === 0) return [];
  if (names.includes(entry.name) && entry.kind === (entry.inside ? 'attribute' : 'block')) return [];
  const nearest = nearestName(entry.name, names);
  const question = nearest && nearest !== entry.name ? `; did you mean "${nearest}"?` : '';
  const supported = `supported are ${names.join(', ')}`;
  if (!entry.inside)
    return [`${place}: unsupported ${entry.kind} "${entry.name}"${question || `; ${supported}`}`];
  const owner = [entry.inside.name, ...entry.inside.labels.map((label) => `"${label}"`)].join(' ');
  return [`${place}: ${owner} has an unsupported key "${entry.name}"${question || `; ${supported}`}`];
}
