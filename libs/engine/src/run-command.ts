import { type ChildProcess, spawn } from 'node:child_process';
import { DrydockError } from './errors.ts';

export interface RunOptions {
  readonly cwd?: string;
  /** The complete environment of the program. Nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 + the signal's number when a signal ended it, as a shell would say. */
  readonly exitCode: number;
}

const KILL_AFTER_MS = 5_000;
const EXIT_CODE_KILLED = 137;

/** Runs a program to its end and gives back what it printed. Throws only when it cannot be started, or is cancelled. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin.on('error', () => undefined); // the program may not read its input
  child.stdin.end(options.input ?? '');
  const exitCode = await waitForExit(child, options);
  if (options.signal?.aborted)
    throw new DrydockError('cancelled', `${command} ${args[0] ?? ''} was cancelled`);
  return { stdout: stdout(), stderr: stderr(), exitCode };
}

/** Waits for a child's end. Ends it, gently first, when the signal or the time limit says so. */
export function waitForExit(
  child: ChildProcess,
  options: { signal?: AbortSignal | undefined; timeoutMs?: number } = {},
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const stop = () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref();
  };
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(stop, options.timeoutMs);
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener('abort', stop);
  child.once('error', reject);
  child.once('close', (code) => resolve(code ?? EXIT_CODE_KILLED));
  return promise.finally(() => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
