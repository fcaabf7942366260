import { join, normalize } from 'node:path';
import type { Engine } from '@drydock/engine';
import { bakeError } from './bake-error.ts';
import { type BakeTarget, bakePrintSchema } from './bake-schema.ts';
import { checkBakeFile } from './check-bake-file.ts';
import { listTargets } from './list-targets.ts';
import { parseBakeJson } from './parse-bake-json.ts';
import { printedPlan } from './printed-plan.ts';

export interface PlanOptions {
  /** Folder of the repository. Every path in the plan is relative to it. */
  readonly root: string;
  /** Targets and groups. Default: the group `default`. */
  readonly targets?: readonly string[];
  /** Default: `docker/bake.hcl`. */
  readonly file?: string;
  readonly signal?: AbortSignal;
  /** Where answers of bake are kept: the same question is then not asked again. Default: nowhere. */
  readonly cacheDir?: string;
}

/**
 * `image`: is loaded into the engine under a tag. `test`: is built for its exit code.
 * `check`: only lints a Dockerfile. `builder`: others are built with it.
 */
export type TargetKind = 'image' | 'test' | 'check' | 'builder';

export interface TargetPlan {
  readonly name: string;
  readonly kind: TargetKind;
  readonly description: string | undefined;
  readonly context: string;
  readonly dockerfile: string;
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
  await checkBakeFile(root, file);
  const { exitCode, stdout, stderr } = await printedPlan(engine, { ...options, file, wanted });
  if (exitCode !== 0) {
    const names = stderr.includes('failed to find target') ? await listTargets(engine, { root, file }) : [];
    throw bakeError({ stderr, file, wanted, names: names.map(({ name }) => name) });
  }
  const { group, target } = parseBakeJson(stdout, bakePrintSchema, file);
  const targets = new Map(Object.entries(target).map(([name, bake]) => [name, targetPlan(name, bake)]));
  return { root, file, requested: expand(wanted, group), targets };
}

function targetPlan(name: string, bake: BakeTarget): TargetPlan {
  return {
    name,
    kind: kindOf(bake),
    description: bake.description,
    context: normalize(bake.context),
    dockerfile: join(bake.context, bake.dockerfile),
    stage: bake.target,
    tags: bake.tags,
    contexts: bake.contexts,
    args: Object.fromEntries(Object.entries(bake.args).filter(isSet)),
    needs: Object.values(bake.contexts).flatMap((from) =>
      from.startsWith('target:') ? [from.slice(7)] : [],
    ),
    secrets: bake.secret.map((secret) =>
      Object.entries(secret)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    ),
  };
}

/** An argument without a value is taken from the environment of the build, which nobody here sees. */
function isSet(entry: [string, string | null]): entry is [string, string] {
  return entry[1] !== null;
}

function kindOf(bake: BakeTarget): TargetKind {
  if (bake.call !== undefined && bake.call !== 'build') return 'check';
  if (bake.tags.length > 0 && bake.output.some(({ type }) => type === 'docker')) return 'image';
  return bake.target === 'test' ? 'test' : 'builder';
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
