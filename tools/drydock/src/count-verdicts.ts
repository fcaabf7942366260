import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const tasksSchema = z.record(z.string(), z.string());
const vitestSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  success: z.boolean(),
});

export interface Verdicts {
  readonly passed: number;
  readonly failed: number;
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
  const tasks = names.includes('tasks.json') ? Object.values(tasksSchema.parse(read('tasks.json'))) : [];
  for (const name of names) rmSync(join(folder, name));

  const failedTests = reports.reduce((sum, { numFailedTests }) => sum + numFailedTests, 0);
  const passedTests = reports.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
  const failedTasks = tasks.filter((status) => status === 'failure').length;
  const passedTasks = tasks.filter((status) => status !== 'failure' && status !== 'skipped').length;
  const brokenReports = reports.filter(({ success }) => !success).length;
  const passed = passedTests + passedTasks - reports.filter(({ success }) => success).length;
  const failed = failedTests + Math.max(0, failedTasks - brokenReports) + reportsWithoutFailedTest(reports);
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

/** A suite that broke outside its tests, in a hook for example, is a failure too. */
function reportsWithoutFailedTest(reports: readonly { numFailedTests: number; success: boolean }[]): number {
  return reports.filter(({ success, numFailedTests }) => !success && numFailedTests === 0).length;
}
