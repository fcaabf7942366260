import { followSource, type SourceHop } from './follow-source.ts';
import type { ImagePlan, TargetPlan } from './plan-images.ts';
import { type DockerfileOptions, type Recipe, readLoneRecipe, readRecipes } from './read-recipes.ts';
import type { SourceStep } from './source-step.ts';
import { builtStage, plainImageName, type StageGraph, stageGraph } from './stage-graph.ts';

/** The Dockerfiles behind one image. */
export interface ImageSources {
  /** Lowest first: those of the images and stages it is built FROM, then its own. */
  readonly steps: readonly SourceStep[];
  /** What it is built FROM: `scratch`, or an image by the name that its Dockerfile gives it. */
  readonly from?: string | undefined;
  /** Where the file that a COPY or ADD of `steps` put at `path` was before, nearest first. */
  readonly follow: (step: SourceStep, path: string) => readonly SourceHop[];
}

/** The target that gives its image this name. `docker.io/` and `:latest` make no difference. */
export function findTargetByTag(plan: ImagePlan, ref: string): TargetPlan | undefined {
  const wanted = plainImageName(ref);
  return [...plan.targets.values()].find(({ kind, tags }) => {
    return kind === 'image' && tags.some((tag) => plainImageName(tag) === wanted);
  });
}

/** Reads the Dockerfiles behind an image of the plan. Nothing when no target has the tag. */
export async function imageSources(plan: ImagePlan, tag: string): Promise<ImageSources | undefined> {
  const target = findTargetByTag(plan, tag);
  if (!target) return undefined;
  const recipes = await readRecipes(plan, target.name);
  const recipe = recipes.get(target.name);
  return sourcesOf(stageGraph(recipes), recipe);
}

/** The instructions that an image of the plan is made by, lowest first. None when no target has the tag. */
export async function imageSteps(plan: ImagePlan, tag: string): Promise<readonly SourceStep[]> {
  return (await imageSources(plan, tag))?.steps ?? [];
}

/** Reads a Dockerfile that belongs to no plan. Throws when it cannot be read, or has no such stage. */
export async function dockerfileSources(
  path: string,
  options: DockerfileOptions = {},
): Promise<ImageSources> {
  return sourcesOf(stageGraph(new Map()), await readLoneRecipe(path, options));
}

function sourcesOf(graph: StageGraph, recipe: Recipe | undefined): ImageSources {
  const stage = recipe && builtStage(recipe);
  return {
    steps: stage ? graph.stepsOf(recipe, stage) : [],
    from: stage && graph.fromOf(recipe, stage),
    follow: (step, path) => followSource(graph, step, path),
  };
}

/** The instructions of a Dockerfile that lead to the end of a stage, lowest first. */
export async function dockerfileSteps(
  path: string,
  options: DockerfileOptions = {},
): Promise<readonly SourceStep[]> {
  return (await dockerfileSources(path, options)).steps;
}
