import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './services.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A program in a real pseudo-terminal, which `script` of util-linux makes. */
export interface PseudoTerminal extends AsyncDisposable {
  /** All that was written to the terminal, escapes included. */
  readonly written: () => string;
  /** What stands on the screen: the last frame that was drawn. */
  readonly screen: () => string;
  readonly type: (keys: string) => void;
  /** Of the program itself, as a shell says it. */
  readonly exit: Promise<number>;
  /** Process id of the program. */
  readonly pid: () => number;
  /** Whether the terminal was as it is for a shell after the program: `stty` says so. */
  readonly settings: () => string;
}

/** `\x1b[H`: each frame begins in the upper left corner. */
const FRAME = '\x1b[H';

/** Runs the command line in a terminal of this size, and asks for its settings afterwards. */
export function openPseudoTerminal(
  args: readonly string[],
  { columns, rows, env = {} }: TerminalSize & { readonly env?: NodeJS.ProcessEnv },
): PseudoTerminal {
  const main = join(ROOT, 'tools/drydock/src/main.ts');
  const program = [process.execPath, '--disable-warning=ExperimentalWarning', main, ...args];
  const quoted = program.map((word) => `'${word}'`).join(' ');
  const steps = [
    `stty cols ${columns} rows ${rows}`,
    'echo "<$(stty -g)>"',
    // Its own process id is told, so that a test can end it and nothing else.
    `sh -c 'echo "[$$]"; exec "$@"' sh ${quoted}`,
    'echo "{$?}"',
    'echo "<$(stty -g)>"',
  ];
  const { FORCE_COLOR: _colours, COLUMNS: _columns, INIT_CWD: _folder, ...own } = process.env;
  const child: ChildProcess = spawn('script', ['--quiet', '--command', steps.join('; '), '/dev/null'], {
    cwd: ROOT,
    env: { ...own, TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let written = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (written += text));
  const exit = new Promise<number>((resolve) => {
    child.on('close', () => resolve(Number(/\{(\d+)\}/.exec(written)?.[1] ?? Number.NaN)));
  });
  return {
    written: () => written,
    screen: () => stripVTControlCharacters(written.split(FRAME).at(-1) ?? '').replaceAll(/\r+\n/g, '\n'),
    type: (keys) => void child.stdin?.write(keys),
    exit,
    pid: () => Number(/\[(\d+)\]/.exec(written)?.[1]),
    settings: () =>
      [...new Set([...written.matchAll(/<([0-9a-f:]+)>/g)].map(([, text]) => text))].join(' and '),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exit;
    },
  };
}
