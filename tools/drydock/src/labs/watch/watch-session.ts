import { DrydockError, type Engine } from '@drydock/engine';
import { type Lab, type Result, readReadme, topicOf } from '@drydock/labs';
import type { Context } from '../../context.ts';
import { type CheckedLab, checkLab, sweepLeftovers } from '../check-lab.ts';
import { type Learner, workOf } from '../learner.ts';
import { askHint, resetLab } from '../learner-steps.ts';
import { readSolution } from '../solution-lines.ts';
import { beginLab, followingLab, readyLab, skipLab } from '../start-lab.ts';
import { createRepeater } from './repeater.ts';
import { watchFiles } from './watch-files.ts';
import type { WatchState } from './watch-state.ts';

export interface WatchSession extends AsyncDisposable {
  readonly state: () => WatchState;
  readonly check: () => void;
  /** Changes what is shown, and nothing else. */
  readonly show: (change: Partial<WatchState>) => void;
  readonly hint: () => Promise<void>;
  readonly next: () => Promise<void>;
  readonly skip: () => Promise<void>;
  readonly reset: () => Promise<void>;
  readonly brief: () => Promise<void>;
  readonly solution: () => Promise<void>;
}

export interface SessionOptions {
  readonly context: Context;
  readonly engine: Engine;
  readonly learner: Learner;
  readonly lab: Lab;
  /** After each change of the state. */
  readonly onChange: () => void;
  /** After each check that came to its end. */
  readonly onChecked: (checked: CheckedLab) => void;
  readonly onBug: (error: unknown) => void;
}

/** A learner at work on one lab after the other: every save is checked, and a save during a check begins it anew. */
export async function openSession(options: SessionOptions): Promise<WatchSession> {
  const { engine, onChange, onChecked, onBug } = options;
  let state = newState(options.learner, options.lab);
  const set = (change: Partial<WatchState>) => {
    state = { ...state, ...change };
    onChange();
  };
  const context = { ...options.context, progress: quietProgress((doing) => set({ doing })) };
  const checks = createRepeater(async (signal) => {
    const { learner, lab } = state;
    const count = lab.definition.tasks.length;
    const onTask = (_: unknown, index: number) => set({ doing: `checking task ${index + 1} of ${count}` });
    set({ doing: 'checking', notice: undefined });
    await using checked = await checkLab(context, engine, { learner, lab, signal, onTask }).catch(
      (error: unknown) => {
        if (signal.aborted || !(error instanceof DrydockError)) throw error;
        return { lab, learner, result: unchecked(error), [Symbol.asyncDispose]: () => Promise.resolve() };
      },
    );
    // From its top: whoever has scrolled to a hint would not see that the verdict is another one.
    if (state.lab !== lab) return; // the learner has gone on meanwhile
    const last = { result: checked.result, at: new Date() };
    set({ doing: undefined, last, learner: checked.learner, ...(state.page === 'work' && { offset: 0 }) });
    onChecked(checked);
  }, onBug);
  const check = () => checks.request();
  using started = new DisposableStack();
  const files = started.use(watchFiles(check));
  await files.follow(workOf(state.learner, state.lab));
  started.move();
  const sweeping = sweepLeftovers(engine);

  let isEntering = false;
  const enter = async (learner: Learner, lab: Lab) => {
    isEntering = true;
    try {
      const begun = await beginLab(learner, lab);
      await files.follow(begun.work);
      set({ ...newState(begun.learner, lab), page: 'brief', brief: await readReadme(lab) });
      await readyLab(context, lab);
    } finally {
      isEntering = false;
    }
    check();
  };
  const goOn = async (learner: Learner) => {
    const following = followingLab(learner, state.lab);
    if (following) return await enter(learner, following);
    const isDone = learner.results.labs[topicOf(state.lab)]?.state === 'passed';
    set({ learner, notice: isDone ? 'every lab of the course is passed' : 'no other lab is open' });
  };
  const isPassed = () => state.learner.results.labs[topicOf(state.lab)]?.state === 'passed';
  return {
    state: () => ({ ...state, trouble: files.trouble() }),
    check,
    show: set,
    hint: async () => {
      const asked = await askHint(state.learner, state.lab);
      if (!asked) return set({ notice: 'all tasks are met: s shows the solution' });
      const { learner, task, hints, shown } = asked;
      set({
        learner,
        hint: { task: task.name, hints, shown },
        notice: undefined,
        offset: Number.MAX_SAFE_INTEGER,
      });
    },
    next: async () => {
      if (isEntering) return;
      if (isPassed()) return await goOn(state.learner);
      // The check that goes on may be the one that passes.
      if (!state.doing) set({ asks: 'skip' });
    },
    skip: async () => await goOn(await skipLab(state.learner, state.lab)),
    reset: async () => {
      const { learner, work, aside } = await resetLab(state.learner, state.lab);
      await files.follow(work);
      set({ ...newState(learner, state.lab), notice: aside && `what you had is in ${aside}` });
      check();
    },
    brief: async () => set({ page: 'brief', brief: await readReadme(state.lab), offset: 0 }),
    solution: async () => {
      if (!isPassed()) return set({ notice: 'the solution is for when you have passed' });
      set({ page: 'solution', solution: await readSolution(state.lab, context.root), offset: 0 });
    },
    [Symbol.asyncDispose]: async () => {
      files[Symbol.dispose]();
      await checks.stop();
      await sweeping;
    },
  };
}

function newState(learner: Learner, lab: Lab): WatchState {
  const nothing = {
    last: undefined,
    doing: undefined,
    hint: undefined,
    solution: undefined,
    asks: undefined,
  };
  return {
    learner,
    lab,
    ...nothing,
    page: 'work',
    brief: '',
    notice: undefined,
    trouble: undefined,
    offset: 0,
  };
}

/** What is done meanwhile is said on the screen: anything written beside it would spoil it. */
function quietProgress(say: (doing: string | undefined) => void): Context['progress'] {
  return { step: say, update: say, note: say, end: () => say(undefined) };
}

function unchecked({ summary, evidence, nextStep }: DrydockError): Result {
  const nothing = { met: 0, task: undefined, check: undefined, tookMs: 0 };
  return { grade: 'error', ...nothing, explanation: { message: summary, evidence, nextStep } };
}
