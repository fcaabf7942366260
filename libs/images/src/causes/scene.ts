import type { BuildFailure } from '../build-failure.ts';
import {
  type Dockerfile,
  type Instruction,
  instructionAtLine,
  readDockerfile,
  type Stage,
  stageAtLine,
} from '../dockerfile.ts';
import type { ImagePlan, TargetPlan } from '../plan-images.ts';
import { dockerfileText } from '../target-files.ts';

/** A failure, and all that the files and the request tell about it. */
export interface Scene {
  readonly failure: BuildFailure;
  readonly plan: ImagePlan;
  /** Whose Dockerfile the failure is in. */
  readonly target: TargetPlan;
  /** Whose build failed: another one when it ran what its base left for it (ONBUILD). */
  readonly builder: TargetPlan;
  /** The Dockerfile as it is written. */
  readonly text: string;
  readonly dockerfile: Dockerfile;
  readonly stage: Stage | undefined;
  readonly instruction: Instruction | undefined;
  /** Ids of the secrets that the build was given a value for. */
  readonly secrets: readonly string[];
}

export async function setScene(
  failure: BuildFailure,
  plan: ImagePlan,
  { secrets, env }: { readonly secrets: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<Scene | undefined> {
  const asked = plan.targets.get(failure.target ?? '');
  const isOwner = ({ dockerfile }: TargetPlan) => dockerfile === failure.dockerfile;
  const target = asked && !isOwner(asked) ? ([...plan.targets.values()].find(isOwner) ?? asked) : asked;
  if (!asked || !target) return undefined;
  const text = await dockerfileText(plan.root, target);
  const dockerfile = readDockerfile(text);
  const stage = failure.line === undefined ? undefined : stageAtLine(dockerfile.stages, failure.line);
  const instruction =
    failure.line === undefined ? undefined : instructionAtLine(dockerfile.stages, failure.line);
  const given = target.secrets
    .filter((secret) => hasValue(secret, env))
    .map((secret) => field(secret, 'id') ?? '');
  return {
    failure,
    plan,
    target,
    builder: asked,
    text,
    dockerfile,
    stage,
    instruction,
    secrets: [...given, ...secrets],
  };
}

function hasValue(secret: string, env: Readonly<Record<string, string>>): boolean {
  const variable = field(secret, 'env');
  return variable === undefined || env[variable] !== undefined;
}

/** Of `id=npmrc,src=…`. */
export function field(words: string, name: string): string | undefined {
  return new RegExp(`(?:^|,)"?${name}=(?<value>[^,"]*)`).exec(words)?.groups?.value;
}

/** Where an instruction stands, for people. */
export function placeOf({ target }: Scene, line: number): string {
  return `${target.dockerfile}:${line}`;
}
