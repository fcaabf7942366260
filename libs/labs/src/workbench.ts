import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Engine, RunResult } from '@drydock/engine';
import { DrydockError, ownFolder, runDocker } from '@drydock/engine';
import { type BuildFailure, type BuildStep, buildPlan } from '@drydock/images';
import { type OwnThings, ownImageName, ownThings, removeImages } from '@drydock/stack';
import type { Toolchain } from './define-lab.ts';
import { mayHave } from './engine-questions.ts';
import { copyWithEdits } from './overlay.ts';
import { type BuildRecipe, bakeText, recipeKey, recipePlan } from './recipe.ts';

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

/** Asked while a build goes on. Once it says so, the build is broken off, which is no failure of it. */
type IsEnough = (soFar: Pick<LabBuild, 'steps' | 'output'>) => boolean;

/** The narrow toolkit of all checks: one for each time that a learner's work is looked at. */
export interface Workbench extends WorkbenchOptions, AsyncDisposable {
  readonly engine: Engine;
  /** Builds the learner's folder. The same recipe is built once. */
  readonly build: (recipe?: BuildRecipe) => Promise<LabBuild>;
  /** The same, built again: to see what comes out of the cache. */
  readonly buildAgain: (recipe?: BuildRecipe, isEnough?: IsEnough) => Promise<LabBuild>;
  /** Text of one of the learner's files; nothing when it is not there. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Runs the docker client. What it makes needs `own.labels`, and a name that begins with `own.name`. */
  readonly docker: (args: readonly string[], timeoutMs?: number) => Promise<RunResult>;
  readonly own: OwnThings;
  /** A name for a container or a network of this check, different each time. */
  readonly newName: () => string;
}

const DOCKER_TIMEOUT_MS = 60_000;

/** Whatever is made on it is gone when it is disposed of, and not before: to remove takes as long as to look. */
export function openWorkbench(engine: Engine, options: WorkbenchOptions): Workbench {
  const own = ownThings(engine);
  const images: string[] = [];
  const builds = new Map<string, Promise<LabBuild>>();
  let names = 0;
  let wasUsed = false;
  const buildAgain = (recipe: BuildRecipe = {}, isEnough?: IsEnough) => {
    const image = ownImageName();
    images.push(image);
    return buildRecipe(engine, recipe, { ...options, image, isEnough });
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
    newName: () => `${own.name}-${++names}`,
    [Symbol.asyncDispose]: async () => {
      const remove = async () => {
        if (wasUsed && (await mayHave(engine, own.name))) await own.remove();
        await removeImages(engine, images);
      };
      await remove().catch(onlyBugs);
    },
  };
}

/** An engine that is gone, or cannot remove, takes no verdict back: all carries its owner, and is swept when that has ended. */
function onlyBugs(error: unknown): void {
  if (!(error instanceof DrydockError)) throw error;
}

async function buildRecipe(
  engine: Engine,
  recipe: BuildRecipe,
  {
    folder,
    image,
    signal,
    isEnough,
  }: WorkbenchOptions & { readonly image: string; readonly isEnough: IsEnough | undefined },
): Promise<LabBuild> {
  await using temporary = await ownFolder('lab');
  const root = recipe.files ? join(temporary.path, 'work') : folder;
  if (recipe.files) await copyWithEdits(folder, root, recipe.files);
  const secretFiles: Record<string, string> = {};
  for (const [index, [id, value]] of Object.entries(recipe.secrets ?? {}).entries()) {
    secretFiles[id] = join(temporary.path, `secret-${index}`);
    await writeFile(secretFiles[id], value, { mode: 0o600 });
  }
  const bakeFile = join(temporary.path, 'bake.hcl');
  const place = { tag: image, secretFiles };
  await writeFile(bakeFile, bakeText(recipe, place));
  const output: string[] = [];
  const steps = new Map<string, BuildStep>();
  const enough = new AbortController();
  // The secrets of a recipe are the lab's own, and lie outside of the learner's folder.
  const allowed = { ...engine, env: { ...engine.env, BUILDX_BAKE_ENTITLEMENTS_FS: '0' } };
  const plan = recipePlan(recipe, { ...place, root, file: relative(root, bakeFile) });
  const result = await buildPlan(allowed, plan, {
    signal: AbortSignal.any([enough.signal, ...(signal ? [signal] : [])]),
    onEvent: (event) => {
      if (event.type === 'progress' || enough.signal.aborted) return;
      steps.set(event.step.id, event.step);
      if (event.type === 'output') output.push(event.line);
      if (isEnough?.({ steps: [...steps.values()], output })) enough.abort();
    },
  });
  const failure = result.ok || enough.signal.aborted ? undefined : result.failure;
  return {
    image,
    recipe,
    failure,
    steps: enough.signal.aborted ? [...steps.values()] : result.steps,
    output,
  };
}
