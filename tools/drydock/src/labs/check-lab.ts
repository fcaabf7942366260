import { existsSync } from 'node:fs';
import { DrydockError, type Engine } from '@drydock/engine';
import { checkWork, type Lab, type Result, recordCheck, type Task } from '@drydock/labs';
import { sweepStale, sweepStaleImages } from '@drydock/stack';
import type { Context } from '../context.ts';
import { layersFolder } from '../image/open-image.ts';
import { type Learner, note, typed, workOf } from './learner.ts';

export interface LabCheckOptions {
  /** Default: that of the command. */
  readonly signal?: AbortSignal;
  readonly onTask?: (task: Task, index: number) => void;
}

export interface CheckedLab {
  readonly lab: Lab;
  readonly result: Result;
  /** With the result noted. */
  readonly learner: Learner;
}

/** Looks at the learner's work on a lab, and notes what came out. One that is cancelled is not noted. */
export async function checkLab(
  context: Context,
  engine: Engine,
  { learner, lab, ...options }: { readonly learner: Learner; readonly lab: Lab } & LabCheckOptions,
): Promise<CheckedLab> {
  const folder = workOf(learner, lab);
  if (!existsSync(folder))
    throw new DrydockError('usage', `lab ${lab.number} was not begun: there is no ${folder}`, {
      nextStep: `begin it: ${typed(`start ${lab.number}`)}`,
    });
  const signal = options.signal ?? context.signal;
  const result = await checkWork(engine, lab.definition, {
    folder,
    cacheDir: layersFolder(context),
    signal,
    onTask: options.onTask,
  });
  if (signal.aborted) throw new DrydockError('cancelled', `the check of lab ${lab.number} was cancelled`);
  return { lab, result, learner: await note(learner, recordCheck(lab, result, new Date())) };
}

/** What a killed check left in the engine. That it cannot be removed is no reason not to check. */
export async function sweepLeftovers(engine: Engine): Promise<void> {
  await Promise.allSettled([sweepStale(engine), sweepStaleImages(engine)]);
}
