import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { IMAGE_ARGUMENT, withReadOptions } from '../image/image-options.ts';
import type { ReadChoice } from '../image/open-image.ts';
import { newCommand } from '../new-command.ts';

interface Options extends ReadChoice {
  readonly json?: boolean;
  readonly all?: boolean;
}

/** As `diff` and `cmp` do: a script can tell a difference from a failure. */
const DIFFERENT = 1;
const TROUBLE = 2;

export function diffCommand(context: Context): Command {
  const command = newCommand(context, 'diff', { wrongUse: TROUBLE })
    .description('say what changed between two images: sizes, configuration, layers, packages, files')
    .argument('<a>', IMAGE_ARGUMENT)
    .argument('<b>', 'another one')
    .option('--all', 'every folder, package and file, not only the biggest differences')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit code: 0 when they are the same, 1 when they differ, 2 when something went wrong.',
    );
  return withReadOptions(command).action(async (a: string, b: string, options: Options) => {
    try {
      await diff(context, [a, b], options);
    } catch (error) {
      context.endWith(TROUBLE);
      throw error;
    }
  });
}

async function diff(context: Context, names: [string, string], options: Options): Promise<void> {
  const { json, all = false } = options;
  const { layersFolder, openPair } = await import('../image/open-image.ts');
  const [before, after] = await openPair(context, names, options);
  context.progress.step('comparing them');
  const { diffReport } = await import('../image/diff/diff-report.ts');
  const cacheDir = layersFolder(context);
  const report = await diffReport(before, after, { cacheDir, signal: context.signal });
  context.progress.end();
  const { outputTerminal } = await import('../image/format.ts');
  const { diffLines } = await import('../image/diff/diff-lines.ts');
  const terminal = outputTerminal(context.env.COLUMNS);
  context.print(json ? JSON.stringify(report, null, 2) : diffLines(report, terminal, { all }).join('\n'));
  if (!report.isSame) context.endWith(DIFFERENT);
}
