import type { FailureCause } from '../build-failure.ts';
import type { Scene } from './scene.ts';

/** A `# syntax` line asks for a program that reads the Dockerfile, from a registry, before anything is built. */
export function frontendCause({ failure, target }: Scene): FailureCause | undefined {
  if (failure.kind !== 'missing-frontend') return undefined;
  const [line = ''] = failure.source;
  const given =
    line === '' ? 'what asks for it (BUILDKIT_SYNTAX)' : `the line "${line.trim()}" of ${target.dockerfile}`;
  return {
    text: 'such a line asks a registry for the program that reads the Dockerfile, and that registry does not answer',
    nextStep: `remove ${given}: the builder reads Dockerfiles by itself; or build where the registry answers`,
  };
}
