import { type Check, type CheckWords, worded } from '../check.ts';
import type { Finding } from '../finding.ts';
import type { Workbench } from '../workbench.ts';

/** For what no other kind of check can say. Whatever it makes in the engine carries `bench.own.labels`. */
export function custom(
  title: string,
  look: (bench: Workbench) => Promise<Finding>,
  words: CheckWords = {},
): Check {
  return { title, look: async (bench) => worded(await look(bench), words) };
}
