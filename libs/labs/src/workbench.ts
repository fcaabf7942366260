import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Engine, RunResult } from '@drydock/engine';
import { runDocker } from '@drydock/engine';
import { type BuildFailure, type BuildStep, buildImages } from '@drydock/images';
import { type OwnThings, ownImageName, ownThings, removeImages } from '@drydock/stack';
import type { Toolchain } from './define-lab.ts';
import { copyWithEdits } from './overlay.ts';
import { type BuildRecipe, bakeText, recipeKey } from './recipe.ts';

export interface WorkbenchOptions {
  /** The learner's folder. */
  readonly folder: string;
  readonly needs: readonly Toolchain[];
  /** Where layers that were read are kept. */
  readonly cacheDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a learner's folder came to. */
export interface LabBuild {
  /** Name of the image, of this check alone. */
  readonly image: string;
  readonly recipe: BuildRecipe;
  /** Absent when it was built. */
  readonly failure: BuildFailure | undefined;
  readonly steps: readonly BuildStep[];
  /** What the steps printed, in order. */
  readonly output: readonly string[];
}

/** The narrow toolkit of all checks: one for each time that a learner's work is looked at. */
export interface Workbench extends WorkbenchOptions, AsyncDisposable {
  readonly engine: Engine;
  /** Builds the learner's folder. The same recipe is built once. */
  readonly build: (recipe?: BuildRecipe) => Promise<LabBuild>;
  /** The same, built again: to see what comes out of the cache. */
  readonly buildAgain: (recipe?: BuildRecipe) => Promise<LabBuild>;
  /** Text of one of the learner's files; nothing when it is not there. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Runs the docker client. What it makes needs `own.labels`, and a name that begins with `own.name`. */
  readonly docker: (args: readonly string[], timeoutMs?: number) => Promise<RunResult>;
  readonly own: OwnThings;
}

const DOCKER_TIMEOUT_MS = 60_000;

/** Whatever is made on it is gone when it is disposed of. */
export function openWorkbench(engine: Engine, options: WorkbenchOptions): Workbench {
  const own = ownThings(engine);
  const images: string[] = [];
  const builds = new Map<string, Promise<LabBuild>>();
  let wasUsed = false;
  const buildAgain = (recipe: BuildRecipe = {}) => {
    const image = ownImageName();
    images.push(image);
    return buildRecipe(engine, recipe, { ...options, image });
  };
  return {
    ...options,
    engine,
    own,
    buildAgain,
    build: (recipe = {}) => {
      const key = recipeKey(recipe);
      const built = builds.get(key) ?? buildAgain(recipe);
      builds.set(key, built);
      return built;
    },
    read: (path) => readFile(join(options.folder, path), 'utf8').catch(() => undefined),
    docker: (args, timeoutMs = DOCKER_TIMEOUT_MS) => {
      wasUsed = true;
      return runDocker(engine, args, { timeoutMs, signal: options.signal });
    },
    [Symbol.asyncDispose]: async () => {
      if (wasUsed) await own.remove();
      await removeImages(engine, images);
    },
  };
}

async function buildRecipe(
  engine: Engine,
  recipe: BuildRecipe,
  { folder, image, signal }: WorkbenchOptions & { readonly image: string },
): Promise<LabBuild> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'drydock-lab-'));
  const root = recipe.files ? join(temporary.path, 'work') : folder;
  if (recipe.files) await copyWithEdits(folder, root, recipe.files);
  const secretFiles: Record<string, string> = {};
  for (const [index, [id, value]] of Object.entries(recipe.secrets ?? {}).entries()) {
    secretFiles[id] = join(temporary.path, `secret-${index}`);
    await writeFile(secretFiles[id], value, { mode: 0o600 });
  }
  const bakeFile = join(temporary.path, 'bake.hcl');
  await writeFile(bakeFile, bakeText(recipe, { tag: image, secretFiles }));
  const output: string[] = [];
  // The secrets of a recipe are the lab's own, and lie outside of the learner's folder.
  const allowed = { ...engine, env: { ...engine.env, BUILDX_BAKE_ENTITLEMENTS_FS: '0' } };
  const result = await buildImages(allowed, {
    root,
    file: relative(root, bakeFile),
    targets: ['lab'],
    ...(signal && { signal }),
    onEvent: (event) => {
      if (event.type === 'output') output.push(event.line);
    },
  });
  return { image, recipe, failure: result.ok ? undefined : result.failure, steps: result.steps, output };
}
