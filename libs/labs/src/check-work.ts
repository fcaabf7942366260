import { DrydockError, type Engine } from '@drydock/engine';
import type { Check } from './check.ts';
import type { LabDefinition, Task } from './define-lab.ts';
import type { Explanation, Finding } from './finding.ts';
import { lookAhead } from './look-ahead.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

export interface CheckOptions {
  /** The learner's folder. */
  readonly folder: string;
  /** Where layers that were read are kept. */
  readonly cacheDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when a task is about to be looked at. */
  readonly onTask?: ((task: Task, index: number) => void) | undefined;
}

/** `error`: nobody can know, which is never the learner's fault. */
export type Grade = 'pass' | 'fail' | 'error';

export interface Result {
  readonly grade: Grade;
  /** How many tasks, from the first on, are met. */
  readonly met: number;
  /** The first task that is not met, or could not be looked at. */
  readonly task: Task | undefined;
  /** The check of it that says so, and what it found. */
  readonly check: Check | undefined;
  readonly explanation: Explanation | undefined;
  readonly tookMs: number;
}

/** Known before what was made to find it out is gone again, which takes half as long: nobody should wait for that. */
export interface CheckedWork extends AsyncDisposable {
  readonly result: Result;
}

/** Looks at a learner's work, task by task, up to the first that is not met. Once disposed of, nothing is left of it in the engine. */
export async function checkWork(
  engine: Engine,
  lab: LabDefinition,
  options: CheckOptions,
): Promise<CheckedWork> {
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, ...(options.signal ? [options.signal] : [])]);
  await using made = new AsyncDisposableStack();
  const bench = made.use(openWorkbench(engine, { ...options, signal, needs: lab.needs }));
  const result = await checkTasks(lab, bench, { ...options, abort: () => ending.abort() });
  const left = made.move();
  return { result, [Symbol.asyncDispose]: () => left.disposeAsync() };
}

async function checkTasks(
  lab: LabDefinition,
  bench: Workbench,
  { onTask, abort }: CheckOptions & { readonly abort: () => void },
): Promise<Result> {
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  const steps = lab.tasks.flatMap((task, met) => task.checks.map((check) => ({ task, met, check })));
  await using findings = lookAhead(
    steps.map(
      ({ check }) =>
        () =>
          look(check, bench),
    ),
    abort,
  );
  for (const [index, { task, met, check }] of steps.entries()) {
    if (check === task.checks[0]) onTask?.(task, met);
    const finding = await findings.next(index);
    if (finding.status === 'pass') continue;
    const { status: grade, ...explanation } = finding;
    return { grade, met, task, check, explanation, tookMs: took() };
  }
  const none = { task: undefined, check: undefined, explanation: undefined };
  return { grade: 'pass', met: lab.tasks.length, ...none, tookMs: took() };
}

async function look(check: Check, bench: Workbench): Promise<Finding> {
  try {
    return await check.look(bench);
  } catch (error) {
    return { status: 'error', ...unable(error) };
  }
}

/** What an engine or a machine refuses is no verdict on the work. A bug stays a bug. */
function unable(error: unknown): Explanation {
  if (!(error instanceof DrydockError) || error.code === 'cancelled') throw error;
  const { summary, evidence, nextStep } = error;
  return { message: summary, evidence, nextStep };
}
