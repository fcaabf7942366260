import { DrydockError } from '@drydock/engine';
import { recordSolution, standings, topicOf } from '@drydock/labs';
import type { Context } from '../context.ts';
import { outputTerminal } from '../image/format.ts';
import { hintLines } from './hint-lines.ts';
import { chooseLab, homely, type LearnerOptions, note, openLearner, typed } from './learner.ts';
import { askHint, resetLab } from './learner-steps.ts';
import { listLines } from './list-lines.ts';
import { labTitle, nextLines, taskLines } from './result-lines.ts';
import { readSolution, solutionLines } from './solution-lines.ts';
import { followingLab, skipLab, startLab } from './start-lab.ts';

export interface LabOptions extends LearnerOptions {
  readonly json?: boolean;
}

export async function list(context: Context, options: LabOptions): Promise<void> {
  const learner = await openLearner(context, options);
  const labs = standings(learner.course, learner.results);
  if (options.json)
    return context.print(JSON.stringify({ folder: learner.folder, labs: labs.map(listed) }, null, 2));
  context.print(listLines(labs, outputTerminal(context.env.COLUMNS)).join('\n'));
}

function listed({ lab, standing, isCurrent, result }: ReturnType<typeof standings>[number]) {
  const { title, minutes, tasks } = lab.definition;
  return { lab: lab.name, title, minutes, tasks: tasks.length, met: result?.met ?? 0, standing, isCurrent };
}

export async function start(context: Context, name: string | undefined, options: LabOptions): Promise<void> {
  const learner = await openLearner(context, options);
  const lab = name === undefined ? followingLab(learner) : chooseLab(context, learner, name);
  if (!lab) return allPassed(context);
  await startLab(context, learner, lab);
}

export async function next(context: Context, options: LabOptions): Promise<void> {
  const learner = await openLearner(context, options);
  const current = chooseLab(context, learner, undefined);
  if (learner.results.labs[topicOf(current)]?.state === 'begun')
    throw new DrydockError('usage', `lab ${current.number} is not passed yet`, {
      nextStep: `go on with it: ${typed('check')}; or put it off: ${typed('skip')}`,
    });
  const lab = followingLab(learner, current);
  if (!lab) return allPassed(context);
  await startLab(context, learner, lab);
}

export async function skip(context: Context, name: string | undefined, options: LabOptions): Promise<void> {
  const learner = await openLearner(context, options);
  const lab = chooseLab(context, learner, name);
  if (learner.results.labs[topicOf(lab)]?.state === 'passed')
    throw new DrydockError('usage', `lab ${lab.number} is passed: there is nothing to put off`, {
      nextStep: `go on: ${typed('next')}`,
    });
  const after = await skipLab(learner, lab);
  const following = followingLab(after, lab);
  context.print(`Lab ${lab.number} is put off. Come back with: ${typed(`start ${lab.number}`)}\n`);
  if (following) return void (await startLab(context, after, following));
  context.print('No other lab is open.');
}

export async function reset(context: Context, name: string | undefined, options: LabOptions): Promise<void> {
  const learner = await openLearner(context, options);
  const lab = chooseLab(context, learner, name);
  const { aside, work } = await resetLab(learner, lab);
  const kept = aside === undefined ? '' : ` What you had is in ${homely(aside, context)}.`;
  context.print(`${homely(work, context)} is as it was in the beginning.${kept}`);
}

export async function hint(context: Context, name: string | undefined, options: LabOptions): Promise<void> {
  const before = await openLearner(context, options);
  const lab = chooseLab(context, before, name);
  const asked = await askHint(before, lab);
  const terminal = outputTerminal(context.env.COLUMNS);
  if (!asked)
    return context.print(`Lab ${lab.number} is passed. The solution, and why: ${typed('solution')}`);
  const { learner, task, ...step } = asked;
  const met = learner.results.labs[topicOf(lab)]?.met ?? 0;
  const more = `one more: ${typed('hint')}`;
  const lines = [
    terminal.paint('bold', labTitle(lab)),
    ...taskLines(lab, { task, met }, terminal),
    '',
    ...hintLines({ lab, ...step }, { terminal, root: context.root, more }),
  ];
  context.print(lines.join('\n'));
}

export async function solution(
  context: Context,
  name: string | undefined,
  options: LabOptions & { readonly insist?: boolean },
): Promise<void> {
  const learner = await openLearner(context, options);
  const lab = chooseLab(context, learner, name);
  if (learner.results.labs[topicOf(lab)]?.state !== 'passed' && options.insist !== true)
    throw new DrydockError(
      'usage',
      `lab ${lab.number} is not passed yet, and its solution is for afterwards`,
      {
        nextStep: `a hint takes you further: ${typed('hint')}; if you want it nevertheless, add --insist`,
      },
    );
  await note(learner, recordSolution(lab, new Date()));
  const terminal = outputTerminal(context.env.COLUMNS);
  const lines = solutionLines(await readSolution(lab, context.root), terminal);
  context.print([terminal.paint('bold', labTitle(lab)), '', ...lines].join('\n'));
}

export function allPassed(context: Context): void {
  const terminal = outputTerminal(context.env.COLUMNS);
  const lines = nextLines(`see what you did: ${typed('list')}`, terminal);
  context.print([`${terminal.paint('green', '✓')} Every lab of the course is passed.`, ...lines].join('\n'));
}
