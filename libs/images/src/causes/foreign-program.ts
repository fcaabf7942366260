import type { FailureCause } from '../build-failure.ts';
import type { Scene } from './scene.ts';

/** A program of another kind of processor, or what is no program. */
export function foreignProgramCause({ failure }: Scene): FailureCause | undefined {
  const text = [failure.message, ...failure.output].join('\n');
  const file = /exec (?<file>\S+): exec format error/.exec(text)?.groups?.file;
  if (file === undefined) return undefined;
  if (/^\/bin\/\w*sh$/.test(file))
    return {
      text: 'the step runs programs of another processor than this machine has',
      nextStep:
        'leave that one out of `platforms`, build on a machine of its kind, ' +
        'or install emulation (binfmt_misc with QEMU) in the kernel of the engine',
    };
  return {
    text: `"${file}" is no program of this machine's processor, and no script whose first line begins with "#!"`,
    nextStep: `write "#!/bin/sh" as the first line of the script, without a byte order mark, or build the program for this processor`,
  };
}
