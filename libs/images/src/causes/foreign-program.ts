import type { FailureCause } from '../build-failure.ts';
import type { Scene } from './scene.ts';

/** A program of another kind of processor. */
export function foreignProgramCause({ failure }: Scene): FailureCause | undefined {
  if (!/exec format error/.test([failure.message, ...failure.output].join('\n'))) return undefined;
  return {
    text: 'the step runs a program of another processor than this machine has',
    nextStep:
      'leave that one out of `platforms`, build on a machine of its kind, ' +
      'or install emulation (binfmt_misc with QEMU) in the kernel of the engine',
  };
}
