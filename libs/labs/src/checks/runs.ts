import { type Check, type CheckWords, worded } from '../check.ts';
import { type Finding, fail, PASS, uncheckable } from '../finding.ts';
import type { BuildRecipe } from '../recipe.ts';
import type { Workbench } from '../workbench.ts';
import { brokenBuild } from './broken-build.ts';

export interface RunsOptions extends CheckWords {
  readonly build?: BuildRecipe | undefined;
  /** What follows the image's name: it replaces CMD. */
  readonly command?: readonly string[] | undefined;
  /** Options of `docker run`: `--read-only`, `--user`, `--env A=b`, `--entrypoint x`. No names, no host ports. */
  readonly docker?: readonly string[] | undefined;
  /** Somewhere in its output. */
  readonly prints?: RegExp | undefined;
  /** Nowhere in its output. */
  readonly hides?: RegExp | undefined;
  /** Default: 0. */
  readonly exitCode?: number | undefined;
  /** By when it must have ended. Default: 10 s. */
  readonly withinMs?: number | undefined;
}

const RUN_TIMEOUT_MS = 10_000;
/** A stack trace says at its beginning what happened; a log says it at its end. */
const FIRST_LINES = 6;
const LAST_LINES = 6;
const ENGINE_REFUSED = 125;

/** A container of the image, run to its end. */
export function runs(options: RunsOptions): Check {
  return {
    title: 'a container of it does what is asked',
    look: async (bench) => {
      const build = await bench.build(options.build);
      if (build.failure) return brokenBuild(build.failure, bench.needs);
      return worded(await runOnce(bench, build.image, options), options);
    },
  };
}

async function runOnce(bench: Workbench, image: string, options: RunsOptions): Promise<Finding> {
  const { command = [], docker = [], prints, hides, exitCode = 0, withinMs = RUN_TIMEOUT_MS } = options;
  const name = bench.newName();
  const place = ['run', '--pull', 'never', '--network', 'none', '--name', name, ...bench.own.labels];
  const startedAt = performance.now();
  // To stop the client would be to ask the program, politely. To remove its container ends both.
  const remove = () => bench.docker(['rm', '--force', '--volumes', name]).catch(() => undefined); // the client below will say it
  const timer = setTimeout(() => void remove(), withinMs);
  const result = await bench
    .docker([...place, ...docker, image, ...command])
    .finally(() => clearTimeout(timer));
  const isLate = performance.now() - startedAt >= withinMs;
  const text = result.stdout + result.stderr;
  const typed = ['docker run --rm', ...docker, 'your-image', ...command].join(' ');
  const evidence = [`$ ${typed}`, ...excerpt(text)];
  if (isLate) return fail(`it still runs after ${withinMs / 1_000} s`, evidence);
  if (result.exitCode === ENGINE_REFUSED) return refused(text, evidence);
  if (result.exitCode !== exitCode)
    return fail(`it ends with exit code ${result.exitCode}, not ${exitCode}`, evidence);
  if (prints && !prints.test(text)) return fail(`it does not print ${prints}`, evidence);
  if (hides?.test(text)) return fail(`it prints ${hides}, and should not`, evidence);
  return PASS;
}

function excerpt(text: string): string[] {
  if (text.trim() === '') return ['it printed nothing'];
  const lines = withoutClientWords(text).split('\n');
  const left = lines.length - FIRST_LINES - LAST_LINES;
  if (left <= 0) return lines;
  return [...lines.slice(0, FIRST_LINES), `… ${left} lines more`, ...lines.slice(-LAST_LINES)];
}

/** Of what the client says when a program cannot be started, the end tells why. */
export function withoutClientWords(text: string): string {
  return text
    .replace(/docker: Error response from daemon: [^\n]*unable to start container process: /, '')
    .replace(/\s*Run 'docker run --help' for more information/, '')
    .trimEnd();
}

/** `docker run` gives 125 also for an image that has nothing to run, which is the work's fault. */
export function refused(text: string, evidence: readonly string[]): Finding {
  if (/no command specified/i.test(text)) return fail('the image does not say what to run', evidence);
  return uncheckable('the engine could not run the container', evidence);
}
