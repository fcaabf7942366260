import type { FailureCause } from '../build-failure.ts';
import type { Scene } from './scene.ts';

/** What a base image left to be done in every build on top of it. */
export function triggerCause({ failure, plan, target, instruction }: Scene): FailureCause | undefined {
  const command = /^ONBUILD (?<command>.+)$/s.exec(failure.instruction ?? '')?.groups?.command;
  if (command === undefined) return undefined;
  if (instruction?.keyword === 'ONBUILD') {
    const own = plan.targets.get(failure.target ?? '')?.dockerfile;
    return own === target.dockerfile
      ? undefined
      : {
          text: `it is an instruction of the base image of "${failure.target}", run where ${own} says FROM`,
          nextStep: `correct ${target.dockerfile}:${failure.line}, or what it needs of the build of "${failure.target}"`,
        };
  }
  return {
    text: `the base image runs "${command}" in every build on top of it (ONBUILD)`,
    nextStep: `give it what it needs, or take another base in ${target.dockerfile}:${failure.line}`,
  };
}
