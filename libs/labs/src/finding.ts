/** What a check found out. `error`: nobody could find out, which says nothing about the work. */
export type Finding =
  | { readonly status: 'pass' }
  | ({ readonly status: 'fail' } & Explanation)
  | ({ readonly status: 'error' } & Explanation);

export interface Explanation {
  /** One sentence: what is wrong, or what could not be had. */
  readonly message: string;
  /** The layer, the file, the line of the Dockerfile, the log line: whatever shows it. */
  readonly evidence: readonly string[];
  /** What leads to the mend. */
  readonly nextStep?: string | undefined;
}

export const PASS: Finding = { status: 'pass' };

export function fail(message: string, evidence: readonly string[] = [], nextStep?: string): Finding {
  return { status: 'fail', message, evidence, nextStep };
}

export function uncheckable(message: string, evidence: readonly string[] = [], nextStep?: string): Finding {
  return { status: 'error', message, evidence, nextStep };
}
