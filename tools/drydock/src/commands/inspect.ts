import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { IMAGE_ARGUMENT, withSourceOptions } from '../image/image-options.ts';
import type { OpenOptions } from '../image/open-image.ts';
import { newCommand } from '../new-command.ts';

interface Options extends OpenOptions {
  readonly json?: boolean;
  readonly tree?: boolean;
  readonly all?: boolean;
}

export function inspectCommand(context: Context): Command {
  const command = newCommand(context, 'inspect')
    .description('say what is in an image: layers, biggest files, packages, what is wasted, how it runs')
    .argument('<image>', IMAGE_ARGUMENT)
    .addOption(
      new Option('--tree', 'walk through its files; piped, print folders and sizes').conflicts('json'),
    )
    .option('--all', 'every file and package, not only the biggest')
    .option('--json', 'print JSON');
  return withSourceOptions(command).action((image: string, options: Options) =>
    inspect(context, image, options),
  );
}

// What reads images is loaded when it is needed: the other commands start sooner.
async function inspect(context: Context, name: string, options: Options): Promise<void> {
  const { openImage } = await import('../image/open-image.ts');
  const opened = await openImage(context, name, options);
  context.progress.end();
  const { outputTerminal } = await import('../image/format.ts');
  const terminal = outputTerminal(context.env.COLUMNS);
  if (options.tree) {
    const { showTree } = await import('../image/tree/show-tree.ts');
    return showTree(context, opened, { terminal, all: options.all ?? false });
  }
  const { inspectReport } = await import('../image/inspect/inspect-report.ts');
  const report = inspectReport(opened, options);
  if (options.json) return context.print(JSON.stringify(report, null, 2));
  const { inspectLines } = await import('../image/inspect/inspect-lines.ts');
  context.print(inspectLines(report, terminal, options).join('\n'));
}
