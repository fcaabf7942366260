import type { Stage } from './dockerfile.ts';
import { dockerfileWords, expanded } from './dockerfile-words.ts';
import { globalInstructions, type Recipe, type Recipes } from './read-recipes.ts';
import type { SourceStep } from './source-step.ts';
import { EMPTY_END, type StageEnd, settings, walkStage } from './stage-steps.ts';
import { isFolder } from './target-files.ts';

/** What a name in FROM or `--from` stands for: a stage of a Dockerfile at hand, or something from outside. */
export type Referent =
  | { readonly kind: 'stage'; readonly recipe: Recipe; readonly stage: Stage }
  | { readonly kind: 'folder'; readonly name: string; readonly path: string }
  | { readonly kind: 'image'; readonly name: string };

/** The Dockerfiles behind an image, read and joined. */
export interface StageGraph {
  /** All steps that lead to the end of a stage, lowest first, those of what it is built FROM before its own. */
  readonly stepsOf: (recipe: Recipe, stage: Stage) => readonly SourceStep[];
  /** The image that a stage stands on, through the stages of its own file. As it is written, variables replaced. */
  readonly fromOf: (recipe: Recipe, stage: Stage) => string;
  /** What the `--from` of a step stands for, or the base of its stage. Only for steps that came from here. */
  readonly referentOf: (step: SourceStep, name: string) => Referent;
  readonly recipeOf: (step: SourceStep) => Recipe | undefined;
}

interface Walked {
  readonly steps: readonly SourceStep[];
  readonly end: StageEnd;
}

export function stageGraph(recipes: Recipes): StageGraph {
  const owners = new WeakMap<SourceStep, Recipe>();
  const walked = new Map<Stage, Walked>();

  const walk = (recipe: Recipe, stage: Stage): Walked => {
    const known = walked.get(stage);
    if (known) return known;
    const globals = globalValues(recipe);
    const base = baseOf(recipe, stage);
    const below = base.kind === 'stage' ? walk(base.recipe, base.stage) : { steps: [], end: EMPTY_END };
    const isSameFile = base.kind === 'stage' && base.recipe === recipe;
    const { steps, end } = walkStage({
      file: recipe.file,
      stage,
      escapeSign: recipe.dockerfile.escapeSign,
      base: isSameFile ? below.end : { ...below.end, args: new Map() },
      globals,
      given: recipe.args,
      resolve: (name) => fromName(recipe, name),
    });
    const inherited = isSameFile ? below.steps : below.steps.map((step) => asBase(step));
    for (const step of steps) owners.set(step, recipe);
    const all = { steps: [...inherited, ...steps], end };
    walked.set(stage, all);
    return all;
  };

  const asBase = (step: SourceStep): SourceStep => {
    const copy = { ...step, isBase: true };
    const owner = owners.get(step);
    if (owner) owners.set(copy, owner);
    return copy;
  };

  const baseOf = (recipe: Recipe, stage: Stage): Referent => {
    const { stages } = recipe.dockerfile;
    return lookUp({ recipe, name: baseName(recipe, stage), stages: stages.slice(0, stages.indexOf(stage)) });
  };

  const fromOf = (recipe: Recipe, stage: Stage): string => {
    const base = baseOf(recipe, stage);
    return base.kind === 'stage' && base.recipe === recipe
      ? fromOf(recipe, base.stage)
      : baseName(recipe, stage);
  };

  const lookUp = (at: { recipe: Recipe; name: string; stages: readonly Stage[] }): Referent => {
    const { recipe, name, stages } = at;
    const context = contextOf(recipe, name);
    if (context?.startsWith('target:')) {
      const target = recipes.get(context.slice('target:'.length));
      const stage = target && builtStage(target);
      return stage ? { kind: 'stage', recipe: target, stage } : { kind: 'image', name };
    }
    if (context !== undefined) {
      return isFolder(context) ? { kind: 'folder', name, path: context } : { kind: 'image', name };
    }
    const stage = stages.find((each) => each.name === name.toLowerCase());
    return stage ? { kind: 'stage', recipe, stage } : { kind: 'image', name };
  };

  return {
    stepsOf: (recipe, stage) => walk(recipe, stage).steps,
    fromOf,
    recipeOf: (step) => owners.get(step),
    referentOf: (step, name) => {
      const recipe = owners.get(step);
      return recipe ? lookUp({ recipe, name, stages: recipe.dockerfile.stages }) : { kind: 'image', name };
    },
  };
}

/** The stage that a recipe builds. */
export function builtStage({ dockerfile: { stages }, stage }: Recipe): Stage | undefined {
  if (stage === undefined) return stages.at(-1);
  return stages.find(({ name }) => name === stage.toLowerCase()) ?? stages[Number(stage)];
}

/** What FROM says. */
function baseName(recipe: Recipe, stage: Stage): string {
  const { escapeSign } = recipe.dockerfile;
  const [, ...words] = dockerfileWords(stage.instructions[0]?.text ?? '', escapeSign);
  const written = words.find((word) => !word.startsWith('--')) ?? '';
  return expanded(written, globalValues(recipe), { escapeSign });
}

/** `--from=0` is the name of the first stage; other names stay as they are written. */
function fromName({ dockerfile: { stages } }: Recipe, name: string): string {
  return /^\d+$/.test(name) ? (stages[Number(name)]?.name ?? name) : name;
}

/** A named context wins over a stage and an image of the same name. */
function contextOf({ contexts }: Recipe, name: string): string | undefined {
  const wanted = plainImageName(name);
  return Object.entries(contexts).find(([key]) => plainImageName(key) === wanted)?.[1];
}

/** Registries' defaults left out: `docker.io/library/debian:latest` is `debian`. */
export function plainImageName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(index\.)?docker\.io\//, '')
    .replace(/^library\//, '')
    .replace(/:latest$/, '');
}

function globalValues(recipe: Recipe): ReadonlyMap<string, string> {
  const values = new Map(recipe.args);
  for (const { text } of globalInstructions(recipe)) {
    const state = { variables: values, workdir: '/', escapeSign: recipe.dockerfile.escapeSign };
    for (const [name, value] of settings(text.replace(/^\S+\s*/, ''), state)) {
      if (value !== undefined && !recipe.args.has(name)) values.set(name, value);
    }
  }
  return values;
}
