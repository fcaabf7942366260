/** What the tests of one claim came to, as `reporter.ts` writes it: a line of JSON for each file, when it ends. */
export interface FileReport {
  /** Relative to the repository. */
  readonly file: string;
  readonly tookMs: number;
  readonly checks: readonly Check[];
  /** What broke outside of the checks: the file could not be loaded, or a hook failed. Empty when nothing did. */
  readonly message: string;
}

export interface Check {
  readonly statement: string;
  /** The case; one that begins with `control: ` is a case where the statement must not hold, and was seen not to. */
  readonly of: string;
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending';
  /** Empty unless it failed. */
  readonly message: string;
}

/** The file descriptor that the lines go to, beside what Vitest prints for people. */
export const REPORT_FD = 3;
