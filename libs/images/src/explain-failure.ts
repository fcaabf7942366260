import type { BuildFailure } from './build-failure.ts';
import { absentBaseCause } from './causes/absent-base.ts';
import { addressCause } from './causes/address.ts';
import { contextPathCause } from './causes/context-path.ts';
import { encodingCause } from './causes/encoding.ts';
import { foreignProgramCause } from './causes/foreign-program.ts';
import { frontendCause } from './causes/frontend.ts';
import { missingInputCause } from './causes/missing-input.ts';
import { type Scene, setScene } from './causes/scene.ts';
import { triggerCause } from './causes/trigger.ts';
import { unseenArgumentCause } from './causes/unseen-argument.ts';
import { windowsLinesCause } from './causes/windows-lines.ts';
import type { ImagePlan } from './plan-images.ts';

/** The first that knows something: what is certain comes before what is likely. */
const CAUSES = [
  encodingCause,
  frontendCause,
  missingInputCause,
  foreignProgramCause,
  windowsLinesCause,
  unseenArgumentCause,
  absentBaseCause,
  addressCause,
  contextPathCause,
  triggerCause,
] as const;

/** No step that was stopped, and nothing that has no place in a file. */
const EXPLAINED: readonly BuildFailure['kind'][] = [
  'step-failed',
  'missing-input',
  'missing-frontend',
  'missing-base',
  'context-missing',
  'dockerfile-invalid',
  'other',
];

/** Adds to a failure what is behind it, where the files and the request tell. */
export async function explainFailure(
  failure: BuildFailure,
  plan: ImagePlan,
  given: { readonly secrets: readonly string[]; readonly env: Readonly<Record<string, string>> },
): Promise<BuildFailure> {
  if (!EXPLAINED.includes(failure.kind)) return failure;
  const scene = await setScene(failure, plan, given);
  if (!scene) return failure;
  const shown = withSource(failure, scene);
  for (const causeOf of CAUSES) {
    const cause = await causeOf({ ...scene, failure: shown });
    if (cause) return { ...shown, cause };
  }
  return shown;
}

/** buildx shows no line of an instruction that a base image left to be run. */
function withSource(failure: BuildFailure, { text, instruction }: Scene): BuildFailure {
  if (failure.source.length > 0 || !instruction) return failure;
  const lines = text.split(/\r?\n/).slice(instruction.firstLine - 1, instruction.lastLine);
  return { ...failure, source: lines };
}
