import type { Finding } from './finding.ts';
import type { Workbench } from './workbench.ts';

/** One thing that must be true of a learner's work, and how to find out. */
export interface Check {
  /** As a sentence without a subject: `a container of it answers`. */
  readonly title: string;
  readonly look: (bench: Workbench) => Promise<Finding>;
}

/** What every kind of check takes. */
export interface CheckWords {
  /** What it means when the check fails, in the learner's terms: shown first, the finding's own words become evidence. */
  readonly otherwise?: string | undefined;
  /** What leads to the mend, without being the answer. Default: what the check itself says. */
  readonly mend?: string | undefined;
}

/** Puts the author's words in front of what a check found. */
export function worded(finding: Finding, { otherwise, mend }: CheckWords): Finding {
  if (finding.status !== 'fail') return finding;
  const evidence = otherwise ? [finding.message, ...finding.evidence] : finding.evidence;
  return {
    ...finding,
    message: otherwise ?? finding.message,
    evidence,
    nextStep: mend ?? finding.nextStep,
  };
}
