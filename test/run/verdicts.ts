import { stripVTControlCharacters } from 'node:util';

export interface Verdicts {
  readonly passed: number;
  readonly failed: number;
  /** What failed, and the first lines of why: the output of a long run is often cut to its end. */
  readonly failures: readonly string[];
}

export function sumOf(verdicts: readonly Verdicts[]): Verdicts {
  return {
    passed: verdicts.reduce((sum, { passed }) => sum + passed, 0),
    failed: verdicts.reduce((sum, { failed }) => sum + failed, 0),
    failures: verdicts.flatMap(({ failures }) => failures),
  };
}

/** The verdict on one thing that passes or fails as a whole. `because` is why it failed, or undefined. */
export function oneVerdict(title: string, because: string | undefined): Verdicts {
  return because === undefined
    ? { passed: 1, failed: 0, failures: [] }
    : { passed: 0, failed: 1, failures: [withReason(title, because)] };
}

const REASON_LINES = 12;

export function withReason(title: string, text: string): string {
  const lines = stripVTControlCharacters(text).split('\n').slice(0, REASON_LINES);
  return [title, ...lines.filter(Boolean).map((line) => `    ${line}`)].join('\n');
}
