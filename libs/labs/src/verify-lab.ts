import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError, type Engine, ownFolder } from '@drydock/engine';
import { checkWork, type Result } from './check-work.ts';
import type { Lab } from './course.ts';
import { verifyFiles } from './verify-files.ts';

export interface VerifyOptions {
  readonly cacheDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called before each: `start`, `solution`, `wrong/shell-form`. */
  readonly onCase?: ((name: string) => void) | undefined;
}

/** One sentence of what is wrong with a lab, and what was seen. */
export interface LabProblem {
  readonly message: string;
  readonly evidence: readonly string[];
}

export interface LabReport {
  readonly lab: string;
  readonly problems: readonly LabProblem[];
  /** How long the check of each folder took: a learner waits as long. */
  readonly tookMs: Readonly<Record<string, number>>;
}

/** The author's own check: files, start, solution, and every wrong answer. Collects all that is wrong. */
export async function verifyLab(engine: Engine, lab: Lab, options: VerifyOptions = {}): Promise<LabReport> {
  const problems: LabProblem[] = (await verifyFiles(lab)).map((message) => ({ message, evidence: [] }));
  const tookMs: Record<string, number> = {};
  const { definition } = lab;
  const expectations: readonly (readonly [
    string,
    readonly string[],
    (result: Result) => string | undefined,
  ])[] = [
    [
      'start',
      ['start'],
      (result) => startProblem(result, { task: definition.tasks[0]?.name ?? '', ...definition.start }),
    ],
    ['solution', ['solution'], solutionProblem],
    ...Object.entries(definition.wrong).map(([name, wrong]) => {
      const folders = ['solution', `wrong/${name}`];
      return [`wrong/${name}`, folders, (result: Result) => wrongProblem(result, wrong)] as const;
    }),
  ];
  for (const [name, folders, judge] of expectations) {
    options.onCase?.(name);
    const result = await checkFolders(engine, lab, { ...options, folders }).catch((error: unknown) => {
      if (error instanceof DrydockError || !isMissing(error)) throw error;
      return undefined; // named by verifyFiles already
    });
    if (!result) continue;
    tookMs[name] = result.tookMs;
    const message = judge(result);
    if (message !== undefined)
      problems.push({ message: `${name} ${message}`, evidence: resultLines(result) });
  }
  return { lab: lab.name, problems, tookMs };
}

async function checkFolders(
  engine: Engine,
  lab: Lab,
  { folders, ...options }: VerifyOptions & { readonly folders: readonly string[] },
): Promise<Result> {
  await using work = await ownFolder('verify');
  for (const folder of folders) await cp(join(lab.folder, folder), work.path, { recursive: true });
  await using checked = await checkWork(engine, lab.definition, { ...options, folder: work.path });
  return checked.result;
}

interface Expected {
  readonly task: string;
  /** Nothing: whatever is said will do. */
  readonly says?: string | undefined;
}

export function startProblem(result: Result, expected: Expected): string | undefined {
  return result.grade === 'pass' ? 'passes with nothing done' : failureProblem(result, expected);
}

export function solutionProblem({ grade, task }: Result): string | undefined {
  if (grade === 'error') return 'could not be checked';
  return grade === 'pass' ? undefined : `fails at "${task?.name}"`;
}

export function wrongProblem(result: Result, expected: Expected): string | undefined {
  return result.grade === 'pass' ? 'passes, and should not' : failureProblem(result, expected);
}

function failureProblem(result: Result, { task, says = '' }: Expected): string | undefined {
  if (result.grade === 'error') return 'could not be checked';
  if (result.task?.name !== task) return `fails at "${result.task?.name}", and should at "${task}"`;
  const { message = '', nextStep = '' } = result.explanation ?? {};
  return `${message}\n${nextStep}`.includes(says) ? undefined : `is not told "${says}"`;
}

/** What a learner would be shown. */
function resultLines({ explanation }: Result): string[] {
  if (!explanation) return [];
  const { message, evidence, nextStep } = explanation;
  return [message, ...evidence.map((line) => `  ${line}`), ...(nextStep ? [`next: ${nextStep}`] : [])];
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
