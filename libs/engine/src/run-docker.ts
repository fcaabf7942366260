import { type ChildProcess, spawn } from 'node:child_process';
import type { Engine } from './engine.ts';
import { type RunOptions, type RunResult, runCommand } from './run-command.ts';

/** Runs the engine's docker client to its end. A non-zero exit is a result, not an exception. */
export function runDocker(
  engine: Engine,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  return runCommand(engine.docker, args, { ...options, env: { ...engine.env, ...options.env } });
}

/** Starts the engine's docker client with its output piped. The caller owns the process. */
export function spawnDocker(
  engine: Engine,
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): ChildProcess {
  return spawn(engine.docker, [...args], {
    cwd: options.cwd,
    env: { ...engine.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
