/**
 * Why a build failed.
 * `step-failed`: an instruction did. `dockerfile-invalid`: it could not be read, or is not there.
 * `context-missing`: a folder or file that the build takes in is not there.
 * `network`: a step found no host. `untrusted`: it found one whose certificate it does not accept.
 * `silent`: a step printed nothing for so long that it was stopped.
 * `missing-input`: a step asks for a secret or an ssh agent that the build was not given.
 * `missing-frontend`: a `# syntax` line names an image that nobody has.
 * `missing-base`: FROM names an image that nobody has.
 * `no-builder`: the engine has no BuildKit of its own, as Podman, and none could be started.
 * `lost-layer`: the engine removed a layer while it unpacked an image that has it (https://github.com/moby/buildkit/issues/6521).
 * `name-taken`: another build gave the same new name to its image at the same moment.
 */
export type BuildFailureKind =
  | 'step-failed'
  | 'dockerfile-invalid'
  | 'context-missing'
  | 'network'
  | 'untrusted'
  | 'silent'
  | 'missing-input'
  | 'missing-frontend'
  | 'missing-base'
  | 'no-builder'
  | 'lost-layer'
  | 'name-taken'
  | 'disk-full'
  | 'cancelled'
  | 'engine-gone'
  | 'other';

/** Races inside the engine: the steps are done and cached, and only what comes after them is done again. */
const RACES: readonly BuildFailureKind[] = ['lost-layer', 'name-taken'];

export function isRace({ kind }: BuildFailure): boolean {
  return RACES.includes(kind);
}

/** Kinds that another attempt may not meet again: a registry that stalls is common. */
const MAY_PASS: readonly BuildFailureKind[] = ['network', 'silent'];

export function mayPass({ kind }: BuildFailure): boolean {
  return MAY_PASS.includes(kind);
}

/** What is behind a failure, where it can be known, and what to do about it. */
export interface FailureCause {
  readonly text: string;
  readonly nextStep: string;
}

export interface BuildFailure {
  readonly kind: BuildFailureKind;
  readonly target: string | undefined;
  readonly stage: string | undefined;
  /** Relative to the root of the repository. */
  readonly dockerfile: string | undefined;
  readonly line: number | undefined;
  /** The lines of the Dockerfile that failed; the first one is `line`. */
  readonly source: readonly string[];
  readonly instruction: string | undefined;
  readonly exitCode: number | undefined;
  /** The last lines that the step itself printed. */
  readonly output: readonly string[];
  /** What buildx said. */
  readonly message: string;
  readonly cause?: FailureCause | undefined;
}
