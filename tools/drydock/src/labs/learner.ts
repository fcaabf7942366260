import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { DrydockError } from '@drydock/engine';
import {
  type Change,
  currentLab,
  findLab,
  type Lab,
  type Results,
  readCourse,
  readResults,
  updateResults,
  workFolder,
} from '@drydock/labs';
import type { Context } from '../context.ts';
import { namedPath } from '../image/named-path.ts';

export interface LearnerOptions {
  /** Where the learner works. Default: `DRYDOCK_LABS`, else `drydock-labs` in the home folder. */
  readonly folder?: string | undefined;
}

/** One who takes the course: what there is to do, and what is done. */
export interface Learner {
  readonly folder: string;
  readonly course: readonly Lab[];
  readonly results: Results;
}

type Place = Pick<Context, 'cwd' | 'env' | 'root'>;

export async function openLearner(context: Place, options: LearnerOptions): Promise<Learner> {
  const folder = learnerFolder(context, options);
  const [course, results] = await Promise.all([readCourse(join(context.root, 'labs')), readResults(folder)]);
  return { folder, course, results };
}

/** Notes what the learner did. */
export async function note(learner: Learner, change: Change): Promise<Learner> {
  return { ...learner, results: await updateResults(learner.folder, change) };
}

function learnerFolder(context: Place, { folder }: LearnerOptions): string {
  const { env } = context;
  if (folder !== undefined) return namedPath(context, folder);
  return env.DRYDOCK_LABS ? resolve(env.DRYDOCK_LABS) : join(env.HOME ?? homedir(), 'drydock-labs');
}

/** Where the learner works on a lab. */
export function workOf({ folder, results }: Learner, lab: Lab): string {
  return workFolder(folder, lab, results);
}

/** The lab that is named; else the one in whose folder the command was called; else the current one. */
export function chooseLab(context: Place, learner: Learner, name: string | undefined): Lab {
  const { course, results } = learner;
  if (name !== undefined) return findLab(course, name);
  const here = `${namedPath(context, '.')}/`;
  const chosen =
    course.find((lab) => here.startsWith(`${workOf(learner, lab)}/`)) ?? currentLab(course, results);
  if (chosen) return chosen;
  throw new DrydockError('usage', 'no lab was begun yet', {
    nextStep: `begin the first: ${typed('start')}`,
  });
}

/** A command as the learner types it. */
export function typed(command: string): string {
  return `npm run drydock -- lab ${command}`;
}

/** A path of the learner as people write it. */
export function homely(path: string, { env }: Pick<Context, 'env'>): string {
  const home = env.HOME ?? homedir();
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
