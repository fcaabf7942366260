import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DrydockError } from '@drydock/engine';
import { type Dockerfile, type Instruction, readDockerfile } from './dockerfile.ts';
import { withNeeds } from './locate-step.ts';
import type { ImagePlan } from './plan-images.ts';
import { dockerfileText, isAddress, isFolder } from './target-files.ts';

/** A Dockerfile, and what the build hands to it. */
export interface Recipe {
  /** As people know it: relative to the repository. */
  readonly file: string;
  readonly dockerfile: Dockerfile;
  /** The stage that is built: a name or number; the last one when there is none. */
  readonly stage: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  /** Named contexts: what stands in for an image or a stage, `target:…` for another recipe. */
  readonly contexts: Readonly<Record<string, string>>;
  /** Folder of the build context. */
  readonly context: string;
}

export type Recipes = ReadonlyMap<string, Recipe>;

/** The recipe of a target and of all it is built from, by target. A Dockerfile that is missing has no stages. */
export async function readRecipes(plan: ImagePlan, target: string): Promise<Recipes> {
  const read = async (name: string): Promise<[string, Recipe][]> => {
    const found = plan.targets.get(name);
    if (!found) return [];
    const { dockerfile: file, stage, args, contexts, context } = found;
    const source = await dockerfileText(plan.root, found);
    const recipe: Recipe = {
      file,
      stage,
      dockerfile: readDockerfile(source),
      args: new Map(Object.entries(args)),
      contexts: absolute(contexts, plan.root),
      context: isAddress(context) ? context : resolve(plan.root, context),
    };
    return [[name, recipe]];
  };
  return new Map((await Promise.all(withNeeds(plan, target).map(read))).flat());
}

/** Contexts that are folders, by their whole path; `target:…` and addresses as they are. */
function absolute(contexts: Readonly<Record<string, string>>, root: string): Record<string, string> {
  const entries = Object.entries(contexts).map(([name, value]) => {
    return [name, isFolder(value) ? resolve(root, value) : value];
  });
  return Object.fromEntries(entries);
}

export interface DockerfileOptions {
  /** Name or number of the stage that was built. Default: the last one. */
  readonly stage?: string | undefined;
  /** What the build was given as `--build-arg`, and what it knows by itself, such as `TARGETARCH`. */
  readonly args?: Readonly<Record<string, string>>;
  /** What its steps call the file. Default: its path. */
  readonly shownAs?: string;
}

/** The recipe of a Dockerfile that stands alone: its folder counts as the build context. */
export async function readLoneRecipe(
  path: string,
  { stage, args = {}, shownAs = path }: DockerfileOptions,
): Promise<Recipe> {
  const source = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DrydockError('usage', `the Dockerfile "${shownAs}" cannot be read`, {
      cause,
      nextStep: 'give the path of the Dockerfile that the image was built from',
    });
  });
  const dockerfile = readDockerfile(source);
  const names = dockerfile.stages.map(({ name }) => name);
  if (names.length === 0) {
    throw new DrydockError('usage', `"${shownAs}" has no FROM, so it is not a Dockerfile`);
  }
  if (stage !== undefined && !names.includes(stage.toLowerCase()) && names[Number(stage)] === undefined) {
    throw new DrydockError('unknown-name', `${shownAs} has no stage "${stage}"`, {
      nextStep: `its stages are: ${names.join(', ')}`,
    });
  }
  const context = dirname(resolve(path));
  return { file: shownAs, dockerfile, stage, args: new Map(Object.entries(args)), contexts: {}, context };
}

/** The ARG instructions above the first FROM, in the order in which they may build on each other. */
export function globalInstructions({ dockerfile }: Recipe): readonly Instruction[] {
  return dockerfile.globals.filter(({ keyword }) => keyword === 'ARG');
}
