import { existsSync } from 'node:fs';
import {
  type Lab,
  moveAside,
  readHints,
  recordHint,
  recordReset,
  type Task,
  type TaskHints,
  taskAt,
  topicOf,
} from '@drydock/labs';
import { type Learner, note, workOf } from './learner.ts';
import { type BegunLab, beginLab } from './start-lab.ts';

/** Begins a lab anew. What the learner had is kept, in `aside`. */
export async function resetLab(
  learner: Learner,
  lab: Lab,
): Promise<BegunLab & { readonly aside: string | undefined }> {
  const work = workOf(learner, lab);
  const aside = existsSync(work) ? await moveAside(learner.folder, work) : undefined;
  const noted = await note(learner, recordReset(lab));
  return { ...(await beginLab(noted, lab)), aside };
}

export interface AskedHint {
  readonly learner: Learner;
  readonly task: Task;
  readonly hints: TaskHints | undefined;
  readonly shown: number;
}

/** One more step for the task that the learner is at. Nothing when all are met. */
export async function askHint(before: Learner, lab: Lab): Promise<AskedHint | undefined> {
  const task = taskAt(lab, before.results.labs[topicOf(lab)]);
  if (!task) return undefined;
  const hints = (await readHints(lab)).find((one) => one.task === task.name);
  const learner = await note(before, recordHint(lab, task.name));
  return { learner, task, hints, shown: learner.results.labs[topicOf(lab)]?.hints[task.name] ?? 1 };
}
