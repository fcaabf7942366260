import type { Lab } from '../course.ts';
import type { Task } from '../define-lab.ts';
import { topicOf } from '../lab-folder.ts';
import type { LabResult, Results } from './results-schema.ts';

export type Standing = LabResult['state'] | 'new';

/** How a learner stands with one lab of the course. */
export interface LabStanding {
  readonly lab: Lab;
  readonly standing: Standing;
  readonly isCurrent: boolean;
  readonly result: LabResult | undefined;
}

/** The labs of a course in their order. Results of labs that the course does not have any more are left alone. */
export function standings(course: readonly Lab[], results: Results): readonly LabStanding[] {
  return course.map((lab) => {
    const topic = topicOf(lab);
    const result = results.labs[topic];
    return { lab, standing: result?.state ?? 'new', isCurrent: results.current === topic, result };
  });
}

/** The lab that commands mean when none is named. */
export function currentLab(course: readonly Lab[], results: Results): Lab | undefined {
  return standings(course, results).find(({ isCurrent }) => isCurrent)?.lab;
}

/** What to begin next: the first lab behind the given one that is open, else the first open one, else the first put off. */
export function nextLab(course: readonly Lab[], results: Results, after?: Lab): Lab | undefined {
  const others = standings(course, results).filter(({ lab }) => lab !== after);
  const open = others.filter(({ standing }) => standing === 'new' || standing === 'begun');
  const putOff = others.filter(({ standing }) => standing === 'skipped');
  const behind = open.find(({ lab }) => lab.number > (after?.number ?? 0));
  return (behind ?? open[0] ?? putOff[0])?.lab;
}

/** The task that a learner is at, as far as the last check knows. Nothing when all are met. */
export function taskAt(lab: Lab, result: LabResult | undefined): Task | undefined {
  return lab.definition.tasks[result?.met ?? 0];
}
