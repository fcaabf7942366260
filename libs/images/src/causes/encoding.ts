import type { FailureCause } from '../build-failure.ts';
import type { Scene } from './scene.ts';

/** What PowerShell writes with `>` has two bytes for each character, of which the builder understands nothing. */
export function encodingCause({ target, text }: Scene): FailureCause | undefined {
  if (!text.startsWith('\uFFFD\uFFFD') && !text.slice(0, 100).includes('\0')) return undefined;
  return {
    text: `${target.dockerfile} is encoded as UTF-16, and the builder reads UTF-8`,
    nextStep: `save ${target.dockerfile} as UTF-8 and build again`,
  };
}
