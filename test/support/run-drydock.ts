import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { trackedFiles } from '../tidy/tracked-files.ts';
import { callDrydock, commandEnvironment } from './call-drydock.ts';
import { ROOT } from './services.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** As a shell would say it: 128 + the signal's number when a signal ended it. */
  readonly exitCode: number;
}

/** A copy of the repository that a test may break, with a stack name and a network that nobody else has. */
export interface Workspace extends Disposable {
  readonly folder: string;
  readonly stack: string;
  /** Changes one file. Fails when there is nothing to change. */
  edit(file: string, change: (text: string) => string): void;
  start(args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess;
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
  /** As `run`, in the one process of `callDrydock`. */
  call(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
}

const COPY = 'drydock-copy-';

export function copyWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), `${COPY}${process.pid}-`));
  const files = trackedFiles();
  for (const parent of new Set(files.map(dirname))) mkdirSync(join(folder, parent), { recursive: true });
  for (const file of files) copyFileSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const stack = `copy-${process.pid}-${folder.slice(-6).toLowerCase()}`;
  const workspace: Workspace = {
    folder,
    stack,
    edit: (file, change) => {
      const before = readFileSync(join(folder, file), 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`the edit of ${file} changed nothing`);
      writeFileSync(join(folder, file), after);
    },
    start: (args, env = {}) => start(folder, args, env),
    run: (args, env = {}) => finished(start(folder, args, env)),
    call: (args, env = {}) => callDrydock(args, { folder, env }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
  workspace.edit('compose.yaml', (text) =>
    text.replace('name: drydock', `name: ${stack}`).replace('name: nat', `name: ${stack}-nat`),
  );
  return workspace;
}

/** Runs the command line of this repository itself, where nothing needs to be broken. */
export function runDrydock(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return finished(start(ROOT, args, env));
}

/** The same, for who has to end it before its time. */
export function startDrydock(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return start(ROOT, args, env);
}

function start(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const main = join(folder, 'tools/drydock/src/main.ts');
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd: folder,
    env: commandEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Waits for the end of a command and gives back what it printed. */
export async function finished(child: ChildProcess): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => (stdout += chunk));
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  const exitCode = await new Promise<number>((resolve) => {
    // As a shell has it, of a process that a signal ended.
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  return { stdout, stderr, exitCode };
}
