import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { type BuildFailure, type BuildOptions, buildImages, describeBuildFailure } from '../src/index.ts';
import { makeRepository } from './make-repository.ts';

/** A bake file with one target, of which nothing is kept. */
export const only = 'target "default" {\n  context = "app"\n  output = ["type=cacheonly"]\n}\n';

interface FailureOptions extends Omit<BuildOptions, 'root'> {
  /** Symbolic links to make, by where they stand. */
  readonly links?: Readonly<Record<string, string>>;
  readonly encoding?: BufferEncoding;
}

/**
 * Why a build of these files fails. A step that fails has `PREFIX` in it: the engine runs a step once that two builds have
 * in common, and would show one of them only the rest of its output.
 */
export async function failureOf(
  engine: Engine,
  files: Readonly<Record<string, string>>,
  { links = {}, encoding = 'utf8', ...options }: FailureOptions = {},
): Promise<BuildFailure> {
  await using repository = await makeRepository(engine, { 'docker/bake.hcl': only, ...files });
  if (encoding !== 'utf8')
    for (const [path, text] of Object.entries(files))
      await writeFile(join(repository.root, path), text, encoding);
  for (const [path, target] of Object.entries(links)) await symlink(target, join(repository.root, path));
  const result = await buildImages(engine, { root: repository.root, ...options });
  if (!result.ok) return result.failure;
  throw new Error('the build was expected to fail');
}

/** Cause and next step of a failure, as people see them. */
export function told(failure: BuildFailure): string {
  const lines = describeBuildFailure(failure).split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('cause: '))).join('\n');
}
