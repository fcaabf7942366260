// Runs what CI runs: formatting, lint and types, then every test, one suite at a time on the one engine.
// Closes with the true count: each Vitest test, and each other task (a lint, a service's own tests), is one.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext } from './context.ts';
import { countVerdicts, type Verdicts } from './count-verdicts.ts';
import { useEngine } from './prepare-build.ts';
import { errorText } from './report-error.ts';

const context = createContext();
const reports = join(context.root, '.drydock/reports');
/** A target that is long, and run by itself. */
const alone = ['faults', 'soak'].find((target) => process.argv.includes(`--${target}`));
const withContainers = !process.argv.includes('--no-containers');

await rm(reports, { recursive: true, force: true });
try {
  const engine = await useEngine(context);
  context.progress.end();
  console.log(`engine: ${engine.version}, ${engine.source}`);
  const phases = alone ? [[alone]] : [['lint', 'typecheck'], ...(withContainers ? [['test']] : [])];
  const counts = [];
  for (const targets of phases) {
    if (context.signal.aborted) break;
    counts.push(await runPhase(targets));
  }
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  for (const failure of counts.flatMap((count) => count.failures)) console.log(`failed: ${failure}`);
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0 || context.signal.aborted) process.exitCode ||= 1;
} catch (error) {
  context.progress.end();
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode ||= 1;
}

async function runPhase(targets: readonly string[]): Promise<Verdicts> {
  // One at a time where containers are involved: two cores and one engine do not get faster by sharing.
  const parallel = targets.includes('lint') ? '2' : '1';
  const args = [
    'run-many',
    '--targets',
    targets.join(','),
    '--parallel',
    parallel,
    '--outputStyle',
    'stream',
  ];
  const env = {
    ...process.env,
    NX_TUI: 'false',
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_INTERACTIVE: 'false',
  };
  const child = spawn('nx', args, { cwd: context.root, stdio: ['ignore', 'inherit', 'inherit'], env });
  const stop = () => child.kill('SIGTERM');
  context.signal.addEventListener('abort', stop);
  const exitCode = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
  return countVerdicts(reports, exitCode);
}
