import type { Result } from '../check-work.ts';
import type { Lab } from '../course.ts';
import { topicOf } from '../lab-folder.ts';
import type { LabResult, Results } from './results-schema.ts';

/** What a learner did, as a change of the results. Each is a pure function of what was there. */
export type Change = (results: Results) => Results;

/** Makes a lab the current one. One that was passed stays so. */
export function begin(lab: Lab, folder: string, at: Date): Change {
  return (results) => {
    const changed = change(lab, (old) => ({
      ...old,
      folder,
      state: old.state === 'skipped' ? 'begun' : old.state,
      begunAt: old.begunAt ?? at.toISOString(),
    }))(results);
    return { ...changed, current: topicOf(lab) };
  };
}

/** What could not be checked is noted, and takes nothing away. */
export function recordCheck(lab: Lab, result: Result, at: Date): Change {
  const { grade, task, explanation, tookMs, met } = result;
  const last = {
    at: at.toISOString(),
    grade,
    tookMs,
    ...(task && { task: task.name }),
    ...(explanation && { message: explanation.message }),
  };
  return change(lab, (old) => {
    if (grade === 'error') return { ...old, last };
    const checks = old.checks + 1;
    if (grade === 'fail') return { ...old, last, checks, met };
    return { ...old, last, checks, met, state: 'passed', passedAt: old.passedAt ?? at.toISOString() };
  });
}

export const HINT_STEPS = 3;

export function recordHint(lab: Lab, task: string): Change {
  return change(lab, (old) => {
    const shown = Math.min(HINT_STEPS, (old.hints[task] ?? 0) + 1);
    return { ...old, hints: { ...old.hints, [task]: shown } };
  });
}

export function recordSolution(lab: Lab, at: Date): Change {
  return change(lab, (old) => ({ ...old, solutionAt: old.solutionAt ?? at.toISOString() }));
}

export function recordReset(lab: Lab): Change {
  return change(lab, (old) => {
    const { last: _last, ...rest } = old;
    return { ...rest, met: 0, resets: old.resets + 1 };
  });
}

export function recordSkip(lab: Lab, at: Date): Change {
  return change(lab, (old) => {
    return old.state === 'passed' ? old : { ...old, state: 'skipped', skippedAt: at.toISOString() };
  });
}

function change(lab: Lab, what: (old: LabResult) => LabResult): Change {
  const topic = topicOf(lab);
  const tasks = lab.definition.tasks.length;
  const fresh: LabResult = { state: 'begun', checks: 0, met: 0, tasks, resets: 0, hints: {} };
  return (results) => ({
    ...results,
    labs: { ...results.labs, [topic]: what({ ...(results.labs[topic] ?? fresh), tasks }) },
  });
}
