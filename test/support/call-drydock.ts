import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Ran } from './run-drydock.ts';
import { ROOT } from './services.ts';

type Answer = Ran & { readonly id: number };

export interface CallOptions {
  /** Folder of the repository or of a copy of it. */
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Before each further attempt of a build. Default: short, since nothing is mended meanwhile. */
  readonly pausesMs?: readonly number[];
}

const PAUSES_MS = [100, 100];

interface Server {
  readonly child: ChildProcess;
  readonly waiting: Map<number, PromiseWithResolvers<Ran>>;
}

let server: Server | undefined;
let calls = 0;

/**
 * Runs a command as `runDrydock` does, in one process that runs all of a file's: where what is tested is not the process.
 * Calls may go on side by side. Signals, streams and what a module remembers need a process of their own, and so does
 * a contract that has changed since it was called for under the same path.
 */
export function callDrydock(
  args: readonly string[],
  { folder = ROOT, env = {}, pausesMs = PAUSES_MS }: CallOptions = {},
): Promise<Ran> {
  server ??= startServer();
  const { child, waiting } = server;
  const called = Promise.withResolvers<Ran>();
  calls += 1;
  waiting.set(calls, called);
  // While a command runs, this process waits for it; between two, the server keeps nobody from ending.
  child.ref();
  child.channel?.ref();
  child.send({ id: calls, args, root: folder, cwd: folder, env: commandEnvironment(env), pausesMs });
  return called.promise;
}

/** As a person in that folder has it: Nx asks the tasks it runs for colours, and npm says where it was started. */
export function commandEnvironment(changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _colours, INIT_CWD: _folder, ...own } = process.env;
  return { ...own, ...changes };
}

function startServer(): Server {
  const waiting: Server['waiting'] = new Map();
  const child = fork(join(ROOT, 'tools/drydock/src/serve-commands.ts'), {
    cwd: ROOT,
    env: commandEnvironment({}),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', ({ id, ...ran }: Answer) => {
    waiting.get(id)?.resolve(ran);
    waiting.delete(id);
    if (waiting.size > 0) return;
    child.unref();
    child.channel?.unref();
  });
  child.once('close', (code) => {
    server = undefined;
    for (const { reject } of waiting.values())
      reject(new Error(`the command line ended itself with ${code}`));
  });
  return { child, waiting };
}
