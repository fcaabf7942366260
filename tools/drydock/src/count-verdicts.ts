import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const tasksSchema = z.record(z.string(), z.string());
const vitestSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
type VitestReport = z.infer<typeof vitestSchema>;

export interface Verdicts {
  readonly passed: number;
  readonly failed: number;
  /** What failed, and the first lines of why: a long run's output is often cut to its end. */
  readonly failures: readonly string[];
}

/**
 * Counts what one run of Nx left in the folder of reports, and empties it.
 * A task with a Vitest report counts as its tests; any other task counts as one.
 * A run that failed without a failed test or task (it could not start, say) counts as one failure.
 */
export function countVerdicts(folder: string, exitCode: number): Verdicts {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const reports = names.filter((name) => name !== 'tasks.json').map((name) => vitestSchema.parse(read(name)));
  const tasks = names.includes('tasks.json') ? Object.entries(tasksSchema.parse(read('tasks.json'))) : [];
  for (const name of names) rmSync(join(folder, name));

  const failedTests = reports.reduce((sum, { numFailedTests }) => sum + numFailedTests, 0);
  const passedTests = reports.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
  const failedTasks = tasks.filter(([, status]) => status === 'failure').length;
  const passedTasks = tasks.filter(([, status]) => status !== 'failure' && status !== 'skipped').length;
  const brokenReports = reports.filter(({ success }) => !success).length;
  const passed = passedTests + passedTasks - reports.filter(({ success }) => success).length;
  const failed = failedTests + Math.max(0, failedTasks - brokenReports) + reportsWithoutFailedTest(reports);
  const failures = [...failedTaskNames(tasks), ...reports.flatMap(failuresOf)];
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, failures };
}

/** A suite that broke outside its tests, in a hook for example, is a failure too. */
function reportsWithoutFailedTest(reports: readonly { numFailedTests: number; success: boolean }[]): number {
  return reports.filter(({ success, numFailedTests }) => !success && numFailedTests === 0).length;
}

function failedTaskNames(tasks: readonly (readonly [string, string])[]): string[] {
  return tasks.filter(([, status]) => status === 'failure').map(([name]) => `task ${name}`);
}

const REASON_LINES = 12;

function failuresOf({ testResults }: VitestReport): string[] {
  return testResults.flatMap(({ name, message, status, assertionResults }) => {
    const tests = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => reason(`${name}: ${test.fullName}`, test.failureMessages?.join('\n') ?? ''));
    return tests.length === 0 && status === 'failed' ? [reason(name, message)] : tests;
  });
}

function reason(title: string, text: string): string {
  const lines = stripVTControlCharacters(text).split('\n').slice(0, REASON_LINES);
  return [title, ...lines.map((line) => `    ${line}`)].join('\n');
}
