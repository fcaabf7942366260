import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../support/services.ts';

/** Runs a program in the repository, in this terminal, and gives its exit code. Ends it when the signal is aborted. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { signal, env = {} }: { readonly signal: AbortSignal; readonly env?: NodeJS.ProcessEnv },
): Promise<number> {
  if (signal.aborted) return 1;
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  try {
    return await new Promise<number>((resolve) => {
      child.on('error', ({ message }) => {
        process.stderr.write(`${program} cannot be run: ${message}\n`);
        resolve(1);
      });
      child.on('close', (code) => resolve(code ?? 1));
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Runs the command line of Drydock. */
export function runCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const main = join(ROOT, 'tools/drydock/src/main.ts');
  return runProgram(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { signal });
}
