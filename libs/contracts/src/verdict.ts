/** What became of one clause. */
export interface Verdict extends Outcome {
  /** Stable: `size.unpacked`, `absent.shells`, `files./healthcheck.mode`. */
  readonly clause: string;
  /** The promise as a sentence without a subject: `unpacked at most 9.0 MB`. */
  readonly title: string;
  /** The image. */
  readonly subject: string;
}

/** `error`: it could not be checked, so nobody knows whether it is kept. */
export type VerdictStatus = 'kept' | 'broken' | 'error';

export interface Outcome {
  readonly status: VerdictStatus;
  /** Empty for `error`, where there is nothing to compare. */
  readonly expected: string;
  readonly actual: string;
  /** What leads to the actual value, most telling first. Empty when the clause is kept. */
  readonly why: readonly string[];
  /** All that was found, where it is more than `why` names. */
  readonly findings?: readonly string[] | undefined;
  /** One sentence: what to do about it. */
  readonly nextStep?: string | undefined;
}

export function kept(expected: string, actual: string): Outcome {
  return { status: 'kept', expected, actual, why: [] };
}

export function broken(outcome: Omit<Outcome, 'status'>): Outcome {
  return { ...outcome, status: 'broken' };
}

/** Nobody knows: `why` says what is missing, `nextStep` how to get it. */
export function unchecked(why: string, nextStep?: string): Outcome {
  return { status: 'error', expected: '', actual: 'not checked', why: [why], nextStep };
}
