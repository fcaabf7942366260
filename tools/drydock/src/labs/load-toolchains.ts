import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { buildImages, describeBuildFailure } from '@drydock/images';
import type { Toolchain } from '@drydock/labs';
import type { Context } from '../context.ts';
import { prepareBuild } from '../prepare-build.ts';

/**
 * Puts the toolchain images that labs build on into the engine's list, as `drydock/node`, so that a learner's
 * Dockerfile finds them without a bake file. What is there already stays.
 */
export async function loadToolchains(
  context: Context,
  engine: Engine,
  names: readonly Toolchain[],
): Promise<void> {
  const inputs = await prepareBuild(context, engine);
  const found = await Promise.all(names.map((name) => runDocker(engine, ['image', 'inspect', tagOf(name)])));
  const missing = names.filter((_, index) => found[index]?.exitCode !== 0);
  if (missing.length === 0) return;
  context.progress.step(`making the images that labs build on: ${missing.join(', ')}`);
  const result = await buildImages(engine, {
    root: context.root,
    targets: missing,
    signal: context.signal,
    ...inputs,
    loadAs: Object.fromEntries(missing.map((name) => [name, tagOf(name)])),
  });
  if (result.ok) return;
  throw new DrydockError('command-failed', 'the images that labs build on could not be made', {
    evidence: describeBuildFailure(result.failure).split('\n'),
    nextStep: `try again: npm run drydock -- build ${missing.join(' ')}`,
  });
}

function tagOf(name: Toolchain): string {
  return `drydock/${name}:latest`;
}
