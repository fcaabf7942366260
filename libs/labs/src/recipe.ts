import { join, normalize } from 'node:path';
import type { ImagePlan, TargetPlan } from '@drydock/images';

/** How the learner's folder is built. Left out: the last stage of `Dockerfile`, with the folder as its context. */
export interface BuildRecipe {
  /** A folder inside the learner's. */
  readonly context?: string | undefined;
  /** Inside the context. */
  readonly dockerfile?: string | undefined;
  /** The stage that is built; the last one by default. */
  readonly target?: string | undefined;
  readonly args?: Readonly<Record<string, string>> | undefined;
  /** Values of build secrets, by id. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** Files put over the learner's before the build: the new text of each, made from the old one (empty when absent). */
  readonly files?: FileEdits | undefined;
}

/** `nonce` is different each time, so that no cache knows the edited file. */
export type FileEdits = Readonly<Record<string, string | ((text: string, nonce: string) => string)>>;

/** Two recipes with one key give one image. Edited files are different each time. */
export function recipeKey(recipe: BuildRecipe): string {
  const { context, dockerfile, target, args, secrets, files } = recipe;
  const edits = Object.entries(files ?? {}).map(([path, edit]) => [path, String(edit)]);
  return JSON.stringify([context, dockerfile, target, args, secrets, edits]);
}

/** What a build is called and given, beside its recipe. */
export interface BuildPlace {
  readonly tag: string;
  /** Path of each build secret, by its id. */
  readonly secretFiles: Readonly<Record<string, string>>;
}

/** What bake would say of the text below. It is known, so it need not be asked for, which takes as long as half a build. */
export function recipePlan(
  recipe: BuildRecipe,
  { root, file, tag, secretFiles }: BuildPlace & Pick<ImagePlan, 'root' | 'file'>,
): ImagePlan {
  const { context = '.', dockerfile = 'Dockerfile', target: stage, args = {} } = recipe;
  const target: TargetPlan = {
    name: 'lab',
    kind: 'image',
    description: undefined,
    context: normalize(context),
    dockerfile: join(context, dockerfile),
    stage,
    tags: [tag],
    contexts: {},
    args,
    needs: [],
    secrets: secretsOf(secretFiles),
  };
  return { root, file, requested: [target.name], targets: new Map([[target.name, target]]) };
}

function secretsOf(secretFiles: BuildPlace['secretFiles']): string[] {
  return Object.entries(secretFiles).map(([id, path]) => `type=file,id=${id},src=${path}`);
}

/** The text of a bake file with the one target `lab`. */
export function bakeText(recipe: BuildRecipe, { tag, secretFiles }: BuildPlace): string {
  const { context = '.', dockerfile = 'Dockerfile', target, args = {} } = recipe;
  const secrets = secretsOf(secretFiles).map(quoted);
  return [
    'target "lab" {',
    `  context    = ${quoted(context)}`,
    `  dockerfile = ${quoted(dockerfile)}`,
    ...(target === undefined ? [] : [`  target     = ${quoted(target)}`]),
    `  args       = { ${Object.entries(args)
      .map(([name, value]) => `${quoted(name)} = ${quoted(value)}`)
      .join(', ')} }`,
    `  secret     = [${secrets.join(', ')}]`,
    `  tags       = [${quoted(tag)}]`,
    '  output     = ["type=docker"]',
    '  attest     = ["type=provenance,disabled=true", "type=sbom,disabled=true"]',
    '}',
    '',
  ].join('\n');
}

/** A text as HCL writes it: a dollar or percent sign before a brace would begin a template. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
}
