import { Command } from 'commander';
import type { Context } from '../context.ts';
import type { OpenOptions } from '../image/open-image.ts';

interface Options extends OpenOptions {
  readonly json?: boolean;
  readonly tree?: boolean;
  readonly all?: boolean;
}

export function inspectCommand(context: Context): Command {
  return new Command('inspect')
    .description('say what is in an image: layers, biggest files, packages, what is wasted, how it runs')
    .argument('<image>', 'an image of the engine, or the path of an archive or an OCI folder')
    .option('--tree', 'walk through its files; piped, print folders and sizes')
    .option('--all', 'every file and package, not only the biggest')
    .option('--dockerfile <file>', 'what it was built from, when it is none of docker/bake.hcl')
    .option('--stage <stage>', 'the stage of that Dockerfile; the last one by default')
    .option('--json', 'print JSON')
    .action((image: string, options: Options) => inspect(context, image, options));
}

// What reads images is loaded when it is needed: the other commands start sooner.
async function inspect(context: Context, name: string, options: Options): Promise<void> {
  const { openImage } = await import('../image/open-image.ts');
  const opened = await openImage(context, name, options);
  context.progress.end();
  const { outputTerminal } = await import('../image/format.ts');
  const terminal = outputTerminal(context.env.COLUMNS);
  const { inspectReport } = await import('../image/inspect/inspect-report.ts');
  const report = inspectReport(opened);
  const { inspectLines } = await import('../image/inspect/inspect-lines.ts');
  context.print(
    options.json ? JSON.stringify(report, null, 2) : inspectLines(report, terminal, options).join('\n'),
  );
}
