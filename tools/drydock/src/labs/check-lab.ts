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

/** To be disposed of once it is shown: that removes what the check has made in the engine. */
export interface CheckedLab extends AsyncDisposable {
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
  await using made = new AsyncDisposableStack();
  const checked = await checkWork(engine, lab.definition, {
    folder,
    cacheDir: layersFolder(context),
    signal,
    onTask: options.onTask,
  });
  const { result } = made.use(checked);
  if (signal.aborted) throw new DrydockError('cancelled', `the check of lab ${lab.number} was cancelled`);
  const noted = await note(learner, recordCheck(lab, result, new Date()));
  const left = made.move();
  return { lab, result, learner: noted, [Symbol.asyncDispose]: () => left.disposeAsync() };
}

/** What a killed check left in the engine. That it cannot be removed is no reason not to check. */
export async function sweepLeftovers(engine: Engine): Promise<void> {
  await Promise.allSettled([sweepStale(engine), sweepStaleImages(engine)]);
}
