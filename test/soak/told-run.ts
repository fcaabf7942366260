import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isStage, type Stage } from './stages.ts';

/** A run of tests in a process of its own, which tells how far it is. */
export interface ToldRun {
  readonly pid: number;
  /** The last stage that it said it began. */
  readonly stage: () => Stage;
  /** How long each stage took, as far as it has ended. */
  readonly stageMs: ReadonlyMap<Stage, number>;
  /** Name of its stack, once it stands under faults. */
  readonly stack: Promise<string>;
  /** Until it begins with a stage; at once when it is there, or past it. Throws when it ends before. */
  readonly reaches: (stage: Stage) => Promise<void>;
  /** SIGKILL, and until the kernel has it no more. */
  readonly kill: () => Promise<void>;
  /** Ends its standard input, and waits until it ends by itself. Throws when it fails. */
  readonly finish: () => Promise<void>;
}

export function startRun(...args: string[]): ToldRun {
  const program = join(import.meta.dirname, 'fixtures/live-and-tell.ts');
  const options = ['--disable-warning=ExperimentalWarning', program, ...args];
  // A session of its own, by which whatever it starts is found.
  const child = spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const ended = once(child, 'exit');
  ended.catch(() => undefined);
  const begun = new Map<Stage, () => void>();
  const stageMs = new Map<Stage, number>();
  const stack = Promise.withResolvers<string>();
  let stage: Stage = 'loading';
  let since = performance.now();
  let said = '';
  child.stderr?.on('data', (chunk) => (said += chunk));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!isStage(line)) return stack.resolve(JSON.parse(line).stack);
    stageMs.set(stage, performance.now() - since);
    [stage, since] = [line, performance.now()];
    begun.get(line)?.();
  });
  child.on('exit', () => stageMs.set(stage, performance.now() - since));
  const failed = () => new Error(`the run ended while ${stage}: ${said.trim() || 'it said nothing'}`);
  return {
    pid: pidOf(child),
    stage: () => stage,
    stageMs,
    stack: stack.promise,
    reaches: async (wanted) => {
      if (wanted === stage || stageMs.has(wanted)) return;
      const reached = new Promise<void>((resolve) => begun.set(wanted, resolve));
      const over = ended.then(() => Promise.reject(failed()));
      over.catch(() => undefined);
      await Promise.race([reached, over]);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    finish: async () => {
      child.stdin?.end();
      const [code] = await ended;
      if (code !== 0) throw failed();
    },
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the run did not start');
  return pid;
}
