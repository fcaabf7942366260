import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Environment, visibleJson } from '@drydock/engine';
import { createProgress, type Progress } from './progress.ts';

/**
 * A registry that stalls in the middle of a download is common; steps that are done are not done again. A network
 * that refuses does so at once, and is often back in seconds.
 */
const PAUSES_MS = [2_000, 10_000];

/** What every command works with. */
export interface Context {
  /** Folder of the repository. */
  readonly root: string;
  /** Folder that the command was called in. */
  readonly cwd: string;
  readonly env: Environment;
  /** Aborted by the first Ctrl-C or SIGTERM, or when nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** How long a build whose network did not answer waits before each further attempt. */
  readonly pausesMs: readonly number[];
  readonly progress: Progress;
  /** Writes a line of the command's result to standard output. */
  readonly print: (text: string) => void;
  /** Writes a line to standard error. */
  readonly complain: (text: string) => void;
  /** Sets the exit code, unless it is set: the first reason counts. */
  readonly endWith: (exitCode: number) => void;
}

/** Of a command that has this process to itself. */
export function createContext(): Context {
  return {
    root: dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))),
    cwd: process.cwd(),
    env: process.env,
    signal: abortOnSignals(),
    pausesMs: PAUSES_MS,
    progress: createProgress(process.stderr, process.env),
    print: (text) => process.stdout.write(`${visibleJson(text)}\n`),
    complain: (text) => process.stderr.write(`${visibleJson(text)}\n`),
    endWith: (exitCode) => {
      process.exitCode ||= exitCode;
    },
  };
}

/** Of a reader that is gone: of a pipe, and of a terminal that was closed. */
const NO_READER = ['EPIPE', 'EIO'];

/**
 * The first signal asks for a clean end; a second one ends at once, and the next command cleans up. Not a hang-up, which
 * the shell and the kernel both tell when a terminal is closed.
 */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted && signal !== 'SIGHUP') process.exit(exitCode);
      process.exitCode = exitCode;
      controller.abort();
    });
  }
  // Whoever read what is printed wants no more of it, as `head` does. What was begun is still brought to an end.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const isGone = NO_READER.includes(error.code ?? '');
      if (!isGone && stream === process.stdout)
        process.stderr.write(`drydock: the output cannot be written: ${error.message}\n`);
      process.exitCode ||= isGone ? 141 : 1;
      controller.abort();
    });
  return controller.signal;
}
