import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/services.ts';
import { runProgram } from './run-program.ts';
import { oneVerdict, sumOf, type Verdicts } from './verdicts.ts';

/** What tools/nx writes when the tasks of a run have ended: how each did. */
const REPORT = join(ROOT, '.drydock/reports/tasks.json');
const QUIET_NX = { NX_TUI: 'false', NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_INTERACTIVE: 'false' };
const TARGETS = ['lint', 'typecheck'];

/** Lint and types of all projects, or of what a change since a commit can break. Each task counts as one. */
export async function lintAndTypes(since: string | undefined, signal: AbortSignal): Promise<Verdicts> {
  rmSync(REPORT, { force: true });
  const chosen = since === undefined ? ['run-many'] : ['affected', `--base=${since}`];
  const args = [...chosen, '--targets', TARGETS.join(','), '--parallel', '2', '--outputStyle', 'static'];
  const exitCode = await runProgram('nx', args, { signal, env: QUIET_NX });
  const verdicts = Object.entries(reported()).map(([task, status]) =>
    oneVerdict(`task ${task}`, status === 'failure' ? 'its output is above' : undefined),
  );
  const sum = sumOf(verdicts);
  // A run that failed before its first task is a failure too.
  return exitCode !== 0 && sum.failed === 0 ? oneVerdict('nx', `exit code ${exitCode}`) : sum;
}

/** The projects whose tests a change since a commit can break, as Nx knows them: what is not committed counts too. */
export function affectedProjects(since: string): string[] {
  const args = ['show', 'projects', '--affected', '--with-target', 'test', `--base=${since}`, '--json'];
  const printed = execFileSync('nx', args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...QUIET_NX },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(printed);
}

function reported(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(REPORT, 'utf8'));
  } catch {
    return {}; // Nx ended before it wrote one
  }
}

/** Where the branch left main, or what main of its origin is, for a clone of a branch. */
export function branchPoint(): string | undefined {
  return git('merge-base', 'HEAD', 'main') ?? git('merge-base', 'HEAD', 'origin/main');
}

/** The commit that somebody means by a name. Nothing when git knows none. */
export function commitOf(name: string): string | undefined {
  return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
}

function git(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
