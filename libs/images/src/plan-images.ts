import type { Engine } from '@drydock/engine';
import { withUserEnvironment } from './bake-environment.ts';
import { bakeError } from './bake-error.ts';
import { refuseSkippedKeys, skippedKeys } from './bake-file/check-bake-file.ts';
import { type BakeTarget, bakePrintSchema } from './bake-schema.ts';
import { listTargets } from './list-targets.ts';
import { parseBakeJson } from './parse-bake-json.ts';
import { printedPlan } from './printed-plan.ts';
import { targetFiles } from './target-files.ts';

export interface PlanOptions {
  /** Folder of the repository. Every path in the plan is relative to it. */
  readonly root: string;
  /** Targets and groups. Default: the group `default`. */
  readonly targets?: readonly string[];
  /** In HCL or JSON, or a compose file. Default: `docker/bake.hcl`. */
  readonly file?: string;
  readonly signal?: AbortSignal;
  /** Where answers of bake are kept: the same question is then not asked again. Default: nowhere. */
  readonly cacheDir?: string;
}

/**
 * `image`: is loaded into the engine, under its tags when it has some. `test`: is built for its exit code.
 * `check`: only lints a Dockerfile. `builder`: others are built with it.
 */
export type TargetKind = 'image' | 'test' | 'check' | 'builder';

export interface TargetPlan {
  readonly name: string;
  readonly kind: TargetKind;
  readonly description: string | undefined;
  /** A folder, or an address as it is written. */
  readonly context: string;
  /** Relative to the repository, or the address of one elsewhere. It is what people are shown. */
  readonly dockerfile: string;
  /** The text of the Dockerfile, when the bake file itself holds it. */
  readonly inline?: string | undefined;
  /** The stage that is built; the last one when there is no name. */
  readonly stage: string | undefined;
  readonly tags: readonly string[];
  readonly contexts: Readonly<Record<string, string>>;
  /** Build arguments that the bake file gives. */
  readonly args: Readonly<Record<string, string>>;
  /** The targets whose images it is built from. */
  readonly needs: readonly string[];
  /** As bake takes them, e.g. `id=npmrc,src=…`. */
  readonly secrets: readonly string[];
  /** The ids of the ssh agents that its steps may use. */
  readonly ssh?: readonly string[];
  /** It asks for no output `docker`: a builder of another kind than the engine's own may keep the image. */
  readonly mayStayInBuilder?: boolean;
  /** Base images are looked for in their registries, also those that the engine has. */
  readonly pulls?: boolean;
}

export interface ImagePlan {
  readonly root: string;
  readonly file: string;
  /** What was asked for, with groups replaced by their targets. */
  readonly requested: readonly string[];
  /** What was asked for and all it is built from, by name. */
  readonly targets: ReadonlyMap<string, TargetPlan>;
}

export const DEFAULT_BAKE_FILE = 'docker/bake.hcl';

/** Reads the image graph. Builds nothing. Throws when the bake file is wrong or a target is unknown. */
export async function planImages(engine: Engine, options: PlanOptions): Promise<ImagePlan> {
  const { root, file = DEFAULT_BAKE_FILE } = options;
  const wanted = options.targets ?? ['default'];
  const skipped = await skippedKeys(engine, root, file);
  const client = withUserEnvironment(engine);
  const { exitCode, stdout, stderr } = await printedPlan(client, { ...options, file, wanted });
  if (exitCode !== 0) {
    refuseSkippedKeys(skipped, file);
    const names = stderr.includes('failed to find target') ? await listTargets(client, { root, file }) : [];
    throw bakeError({ stderr, file, wanted, names: names.map(({ name }) => name) });
  }
  const { group, target } = parseBakeJson(stdout, bakePrintSchema, file);
  const printed = Object.entries(target);
  refuseSkippedKeys(skipped, file, (key) => printed.some(([, bake]) => key in bake));
  const targets = new Map(printed.map(([name, bake]) => [name, targetPlan(name, bake, file)]));
  // What was asked for by a pattern, or by the name that a compose file gives it, has other names now.
  const isKnown = (name: string) => Object.hasOwn(group, name) || targets.has(name);
  const asked = wanted.every(isKnown) ? wanted : ['default'];
  return { root, file, requested: expand(asked, group), targets };
}

function targetPlan(name: string, bake: BakeTarget, file: string): TargetPlan {
  return {
    name,
    kind: kindOf(bake),
    description: bake.description,
    ...targetFiles(bake, file),
    ...(bake['dockerfile-inline'] === undefined ? {} : { inline: asWritten(bake['dockerfile-inline']) }),
    stage: bake.target,
    tags: bake.tags,
    contexts: bake.contexts,
    args: Object.fromEntries(Object.entries(bake.args).filter(isSet).map(withValue)),
    needs: Object.values(bake.contexts).flatMap((from) =>
      from.startsWith('target:') ? [from.slice(7)] : [],
    ),
    secrets: bake.secret.map((secret) => commaSeparated(secret)),
    ...(bake.ssh.length > 0 ? { ssh: bake.ssh.map(({ id }) => id ?? 'default') } : {}),
    ...(bake.output.some(({ type }) => type === 'docker') ? {} : { mayStayInBuilder: true }),
    ...(bake.pull ? { pulls: true } : {}),
  };
}

/** As bake takes it on its command line: what has a comma or a quote in it is put in quotes. */
export function commaSeparated(fields: Readonly<Record<string, string>>): string {
  const words = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
  return words.map((word) => (/[",\n]/.test(word) ? `"${word.replaceAll('"', '""')}"` : word)).join(',');
}

/** What `bake --print` prints is a bake file again, in which a dollar or percent sign before a brace begins a template. */
function asWritten(text: string): string {
  return text.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

function withValue([name, value]: [string, string]): [string, string] {
  return [name, asWritten(value)];
}

/** An argument without a value is taken from the environment of the build, which nobody here sees. */
function isSet(entry: [string, string | null]): entry is [string, string] {
  return entry[1] !== null;
}

function kindOf({ call, tags, target, output }: BakeTarget): TargetKind {
  if (call !== undefined && call !== 'build') return 'check';
  const isTest = target === 'test';
  // Without an output, bake loads what it builds.
  const isLoaded = output.length === 0 || output.some(isIntoEngine);
  if (isLoaded && (tags.length > 0 || !isTest)) return 'image';
  return isTest ? 'test' : 'builder';
}

/** Into its list of images, and not into a file. */
function isIntoEngine({ type, dest, store }: BakeTarget['output'][number]): boolean {
  if (type === 'docker') return dest === undefined;
  return (type === 'image' || type === 'registry') && store !== 'false';
}

/** Replaces groups, which may hold groups, by their targets, each once and in their order. */
function expand(names: readonly string[], groups: Readonly<Record<string, { targets: string[] }>>): string[] {
  // bake prints what was asked for as the group `default`, which may then name itself.
  const inside = (name: string, open: readonly string[]): string[] => {
    const group = open.includes(name) ? undefined : groups[name];
    return group ? group.targets.flatMap((member) => inside(member, [...open, name])) : [name];
  };
  return [...new Set(names.flatMap((name) => inside(name, [])))];
}
