// Runs commands for another process, side by side and for as long as that one lives: starting Node and loading the
// command line takes longer than most commands do. Each message is a command, and is answered when it has ended.
import { visibleJson } from '@drydock/engine';
import type { Context } from './context.ts';
import { runProgram } from './program.ts';
import { createProgress } from './progress.ts';

interface Call extends Pick<Context, 'root' | 'cwd' | 'env' | 'pausesMs'> {
  readonly id: number;
  readonly args: readonly string[];
}

process.on('message', (call: Call) => void run(call));
process.once('disconnect', () => process.exit());

async function run({ id, args, ...place }: Call): Promise<void> {
  const said = { stdout: '', stderr: '', exitCode: 0 };
  const write = (text: string) => {
    said.stderr += text;
  };
  await runProgram(
    {
      ...place,
      signal: new AbortController().signal,
      progress: createProgress({ isTTY: false, columns: 0, write }, place.env),
      print: (text) => {
        said.stdout += `${visibleJson(text)}\n`;
      },
      complain: (text) => write(`${visibleJson(text)}\n`),
      endWith: (exitCode) => {
        said.exitCode ||= exitCode;
      },
    },
    args,
  );
  process.send?.({ id, ...said });
}
