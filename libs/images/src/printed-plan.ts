import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Engine, type RunResult, runDocker } from '@drydock/engine';
import type { PlanOptions } from './plan-images.ts';

export interface PrintRequest extends Omit<PlanOptions, 'targets' | 'file'> {
  readonly file: string;
  readonly wanted: readonly string[];
}

/**
 * What `bake --print` says. It follows from the bake file and the client's environment alone, so with a cache
 * folder the same question is asked once only. Refusals are not kept.
 */
export async function printedPlan(
  engine: Engine,
  { root, file, wanted, signal, cacheDir }: PrintRequest,
): Promise<RunResult> {
  const args = ['buildx', 'bake', '--file', file, '--print', ...wanted];
  const run = () => runDocker(engine, args, { cwd: root, signal });
  if (cacheDir === undefined) return run();
  const source = await readFile(resolve(root, file), 'utf8');
  const question = JSON.stringify([source, args, root, engine.docker, usedOf(engine.env, source)]);
  const path = join(cacheDir, `${createHash('sha256').update(question).digest('hex')}.json`);
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known !== undefined) return { exitCode: 0, stdout: known, stderr: '' };
  const result = await run();
  if (result.exitCode === 0) {
    await mkdir(cacheDir, { recursive: true });
    const aside = `${path}.${randomUUID()}`;
    await writeFile(aside, result.stdout, { mode: 0o600 }); // a build argument may be a secret
    await rename(aside, path); // nobody ever reads half a file
  }
  return result;
}

/** What of an environment the bake file can ask for, since it names it: the rest changes from shell to shell. */
function usedOf(env: Engine['env'], source: string): Record<string, string> {
  const words = new Set(source.match(/\w+/g));
  const isUsed = ([name]: [string, string]) => words.has(name) || words.has(name.replace(/_JSON$/, ''));
  return Object.fromEntries(Object.entries(env).filter(isUsed));
}
