import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { IMAGE_ARGUMENT, withSourceOptions } from '../image/image-options.ts';
import type { OpenOptions } from '../image/open-image.ts';
import { newCommand } from '../new-command.ts';

interface Options extends OpenOptions {
  readonly json?: boolean;
}

export function whyCommand(context: Context): Command {
  const command = newCommand(context, 'why')
    .description('say why a file is in an image: layer, Dockerfile line, stage it was copied from, package')
    .argument('<image>', IMAGE_ARGUMENT)
    .argument('<path>', 'a path in the image')
    .option('--json', 'print JSON');
  return withSourceOptions(command).action((image: string, path: string, options: Options) =>
    why(context, [image, path], options),
  );
}

async function why(context: Context, [name, path]: [string, string], options: Options): Promise<void> {
  const { openImage } = await import('../image/open-image.ts');
  const opened = await openImage(context, name, options);
  context.progress.end();
  const { whyReport } = await import('../image/why/why-report.ts');
  const report = whyReport(opened, path);
  if (options.json) return context.print(JSON.stringify(report, null, 2));
  const { outputTerminal } = await import('../image/format.ts');
  const { whyLines } = await import('../image/why/why-lines.ts');
  context.print(whyLines(report, outputTerminal(context.env.COLUMNS)).join('\n'));
}
