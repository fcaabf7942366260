import type { FailureCause } from '../build-failure.ts';
import { isUnanswered } from '../fetch-failure.ts';
import { findTargetByTag } from '../image-steps.ts';
import type { Scene } from './scene.ts';

/** Why there is no image of the name that a FROM or a COPY --from says. */
export function absentBaseCause({ failure, plan, target }: Scene): FailureCause | undefined {
  if (failure.kind !== 'missing-base') return undefined;
  const name = /failed to resolve source metadata for (?<name>\S+): /.exec(failure.message)?.groups?.name;
  const other = name === undefined ? undefined : findTargetByTag(plan, name);
  if (name !== undefined && other && other.name !== target.name)
    return {
      text: `the target "${other.name}" gives its image that name, and bake does not connect the two by it`,
      nextStep: `add contexts = { "${shortName(name)}" = "target:${other.name}" } to the target "${target.name}" in ${plan.file}`,
    };
  if (target.pulls)
    return {
      text: '`pull = true` has the builder ask the registry, also for an image that the engine has',
      nextStep: `remove \`pull\` from the target "${target.name}" in ${plan.file}, or build where the registry answers`,
    };
  if (name === undefined || !isUnanswered(failure.message)) return undefined;
  return {
    text: `the engine has no image "${shortName(name)}", and its registry does not answer`,
    nextStep:
      'correct the name, or name the target it comes from under `contexts` in the bake file; ' +
      'an image of another registry needs a registry that answers',
  };
}

function shortName(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '');
}
