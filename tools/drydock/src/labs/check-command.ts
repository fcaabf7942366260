import { existsSync } from 'node:fs';
import type { Engine } from '@drydock/engine';
import type { Lab, Result } from '@drydock/labs';
import type { Context } from '../context.ts';
import { outputTerminal, type Terminal } from '../image/format.ts';
import { useEngine } from '../prepare-build.ts';
import { type CheckedLab, checkLab, sweepLeftovers } from './check-lab.ts';
import type { LabOptions } from './commands.ts';
import { chooseLab, type Learner, openLearner, typed, workOf } from './learner.ts';
import { labTitle, nextLines, resultLines, taskLines } from './result-lines.ts';

/** As `drydock check`: a script can tell a wrong answer from one that nobody could check. */
const EXIT_CODES = { pass: 0, fail: 1, error: 2 } as const;

export async function check(context: Context, name: string | undefined, options: LabOptions): Promise<void> {
  const learner = await openLearner(context, options);
  const lab = chooseLab(context, learner, name);
  await using checked = await checkOne(context, { learner, lab });
  context.progress.end();
  if (options.json) context.print(JSON.stringify(checkedJson(checked), null, 2));
  else context.print(checkedLines(checked, outputTerminal(context.env.COLUMNS)).join('\n'));
  context.endWith(EXIT_CODES[checked.result.grade]);
}

/** Every lab that was begun. What could not be checked weighs less than a wrong answer, and more than nothing. */
export async function checkAll(context: Context, options: LabOptions): Promise<void> {
  let learner = await openLearner(context, options);
  const terminal = outputTerminal(context.env.COLUMNS);
  const checked: CheckedLab[] = [];
  const begun = learner.course.filter((lab) => existsSync(workOf(learner, lab)));
  const engine = begun.length > 0 ? await useEngine(context) : undefined;
  for (const lab of engine ? begun : []) {
    await using one = await checkOne(context, { learner, lab, engine });
    learner = one.learner;
    checked.push(one);
    context.progress.end();
    if (!options.json) context.print(summaryLine(one, terminal));
  }
  context.progress.end();
  if (options.json) context.print(JSON.stringify(checked.map(checkedJson), null, 2));
  else context.print(nextLines(conclusion(learner, checked), terminal).join('\n'));
  const grades = checked.map(({ result }) => result.grade);
  if (grades.includes('fail')) context.endWith(EXIT_CODES.fail);
  else if (grades.includes('error') || grades.length === 0) context.endWith(EXIT_CODES.error);
}

async function checkOne(
  context: Context,
  { engine, ...one }: { readonly learner: Learner; readonly lab: Lab; readonly engine?: Engine | undefined },
): Promise<CheckedLab> {
  const count = one.lab.definition.tasks.length;
  const used = engine ?? (await useEngine(context));
  const [checked] = await Promise.all([
    checkLab(context, used, {
      ...one,
      onTask: (_, index) => context.progress.step(`lab ${one.lab.number}: task ${index + 1} of ${count}`),
    }),
    sweepLeftovers(used),
  ]);
  return checked;
}

export function checkedLines({ lab, result }: CheckedLab, terminal: Terminal): string[] {
  const passed = [
    ...nextLines(`the solution, and why it is one: ${typed('solution')}`, terminal),
    ...nextLines(`go on: ${typed('next')}`, terminal),
  ];
  const hint = nextLines(`a hint: ${typed('hint')}`, terminal);
  return [
    terminal.paint('bold', labTitle(lab)),
    ...taskLines(lab, result, terminal),
    '',
    ...resultLines(result, terminal),
    ...(result.grade === 'pass' ? passed : result.grade === 'fail' ? hint : []),
  ];
}

const SIGNS = { pass: ['green', '✓'], fail: ['red', '✗'], error: ['yellow', '?'] } as const;

function summaryLine({ lab, result }: CheckedLab, { paint }: Terminal): string {
  const [style, sign] = SIGNS[result.grade];
  const said = result.grade === 'pass' ? '' : `: ${result.explanation?.message ?? ''}`;
  return `  ${paint(style, sign)} ${labTitle(lab)}${said}`;
}

function conclusion({ course }: Learner, checked: readonly CheckedLab[]): string {
  if (checked.length === 0) return `no lab was begun yet; begin the first: ${typed('start')}`;
  const count = (grade: Result['grade']) => checked.filter(({ result }) => result.grade === grade).length;
  const unknown = count('error') > 0 ? `, ${count('error')} could not be checked` : '';
  const begun = `${count('pass')} of ${checked.length} that you began pass${unknown}`;
  return `${begun}; the course has ${course.length}`;
}

function checkedJson({ lab, result }: CheckedLab) {
  const { grade, met, task, explanation, tookMs } = result;
  return {
    lab: lab.name,
    grade,
    met,
    tasks: lab.definition.tasks.length,
    task: task ? { name: task.name, say: task.say } : null,
    message: explanation?.message ?? null,
    evidence: explanation?.evidence ?? [],
    next: explanation?.nextStep ?? null,
    tookMs,
  };
}
