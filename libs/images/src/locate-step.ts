import { type Instruction, parseDockerfile, type Stage } from './dockerfile.ts';
import type { ImagePlan, TargetPlan } from './plan-images.ts';
import type { StepName } from './step-name.ts';
import { dockerfileText } from './target-files.ts';

export type Dockerfiles = ReadonlyMap<string, readonly Stage[]>;

/** Reads the Dockerfile of each target. One that is missing has no stages: bake will complain about it. */
export async function readDockerfiles(plan: ImagePlan): Promise<Dockerfiles> {
  const read = async (target: TargetPlan) => {
    return [target.name, parseDockerfile(await dockerfileText(plan.root, target))] as const;
  };
  return new Map(await Promise.all([...plan.targets.values()].map(read)));
}

/** A target, and all it is built from, nearest first. */
export function withNeeds(plan: ImagePlan, target: string): readonly string[] {
  const found = new Set([target]);
  for (const name of found) for (const need of plan.targets.get(name)?.needs ?? []) found.add(need);
  return [...found];
}

/**
 * Finds the instruction a step comes from. BuildKit names a step after the target that asked for it first,
 * which may be one that is only built on top: the Dockerfiles tell whose step it is.
 */
export function locateStep(
  step: StepName,
  { plan, dockerfiles }: { readonly plan: ImagePlan; readonly dockerfiles: Dockerfiles },
): { target: string | undefined; owner: string | undefined; instruction: Instruction | undefined } {
  const asker = step.target ?? [...plan.targets.keys()][0];
  const isTrigger = step.instruction.startsWith('ONBUILD ');
  for (const target of asker === undefined ? [] : withNeeds(plan, asker)) {
    const stages = dockerfiles.get(target) ?? [];
    const instruction = isTrigger ? triggerOf(step, stages) : instructionOf(step, stages);
    // What a base left to be run is run in the build of the one that is built on it.
    if (instruction) return { target: isTrigger ? asker : target, owner: target, instruction };
  }
  return { target: asker, owner: asker, instruction: undefined };
}

function triggerOf(step: StepName, stages: readonly Stage[]): Instruction | undefined {
  const triggers = stages.flatMap(({ instructions }) =>
    instructions.filter((each) => each.keyword === 'ONBUILD'),
  );
  return triggers.find((each) => isSame(each, step.instruction));
}

const MAKES_A_STEP = ['FROM', 'RUN', 'COPY', 'ADD', 'WORKDIR'];

function instructionOf(step: StepName, stages: readonly Stage[]): Instruction | undefined {
  // A Dockerfile of one unnamed stage gives steps without a stage.
  const stage = stages.find(({ name }) => name === step.stage) ?? (step.stage ? undefined : stages[0]);
  const steps = stage?.instructions.filter(({ keyword }) => MAKES_A_STEP.includes(keyword)) ?? [];
  // FROM is counted as a step or not, depending on what it names.
  // Those of ONBUILD count as well, and stand elsewhere.
  return [steps[step.index - 1], steps[step.index], ...steps.slice(1)].find(
    (found) => found && isSame(found, step.instruction),
  );
}

/** Compares as far as the two are written alike: not beyond a variable or the start of a heredoc. */
function isSame(instruction: Instruction, text: string): boolean {
  if (instruction.keyword === 'FROM') return text.startsWith('FROM ');
  const plain = /^[^$<]*/.exec(instruction.text.replace(/\s+/g, ''))?.[0] ?? '';
  return text.replace(/\s+/g, '').toUpperCase().startsWith(plain.toUpperCase());
}
