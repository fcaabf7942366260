import { z } from 'zod';
import { LAB_FOLDER } from '../lab-folder.ts';

/** A file of another version is refused, and not touched. */
export const RESULTS_VERSION = 1;

const time = z.iso.datetime();
const count = z.int().nonnegative();

/** Loose: what a later Drydock adds within the version is kept by an earlier one that writes the file. */
const checkSchema = z.looseObject({
  at: time,
  grade: z.enum(['pass', 'fail', 'error']),
  /** The task that was not met, or could not be looked at. */
  task: z.string().optional(),
  message: z.string().optional(),
  tookMs: count,
});

const labResultSchema = z.looseObject({
  state: z.enum(['begun', 'passed', 'skipped']),
  /** Of the work, beside the results file. Not there for a lab that was skipped unseen. */
  folder: z.string().regex(LAB_FOLDER, 'must be the name of a lab').optional(),
  begunAt: time.optional(),
  passedAt: time.optional(),
  skippedAt: time.optional(),
  /** When the solution was shown, which may have been before the lab was passed. */
  solutionAt: time.optional(),
  /** Checks that came to a verdict: what could not be checked does not count. */
  checks: count,
  /** Tasks that the last of them found met, from the first on; and how many there are. */
  met: count,
  tasks: count,
  resets: count,
  /** Steps shown, of three, by task. */
  hints: z.record(z.string(), count),
  last: checkSchema.optional(),
});

export const resultsSchema = z.looseObject({
  version: z.literal(RESULTS_VERSION),
  /** The lab that commands mean when none is named. */
  current: z.string().optional(),
  /** By topic, which is the lab's name without its number: a course may grow in its middle. */
  labs: z.record(z.string(), labResultSchema),
});

export type Results = z.output<typeof resultsSchema>;
export type LabResult = z.output<typeof labResultSchema>;
