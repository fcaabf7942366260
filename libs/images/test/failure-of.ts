import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { type BuildFailure, type BuildOptions, buildImages } from '../src/index.ts';
import { makeRepository } from './make-repository.ts';

/** A bake file with one target, of which nothing is kept. */
export const only = 'target "default" {\n  context = "app"\n  output = ["type=cacheonly"]\n}\n';

/**
 * Why a build of these files fails. A step that fails has `PREFIX` in it: the engine runs a step once that two builds have
 * in common, and would show one of them only the rest of its output.
 */
export async function failureOf(
  engine: Engine,
  files: Readonly<Record<string, string>>,
  { links = {}, ...options }: Omit<BuildOptions, 'root'> & { links?: Record<string, string> } = {},
): Promise<BuildFailure> {
  await using repository = await makeRepository(engine, { 'docker/bake.hcl': only, ...files });
  for (const [path, target] of Object.entries(links)) await symlink(target, join(repository.root, path));
  const result = await buildImages(engine, { root: repository.root, ...options });
  if (!result.ok) return result.failure;
  throw new Error('the build was expected to fail');
}
