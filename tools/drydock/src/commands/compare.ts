import { join } from 'node:path';
import { DrydockError } from '@drydock/engine';
import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';
import { useEngine } from '../prepare-build.ts';

interface Options {
  readonly json?: boolean;
  readonly starts: number;
  readonly edits: number;
  readonly updateReadme?: boolean;
}

export function compareCommand(context: Context): Command {
  return newCommand(context, 'compare')
    .description('build each service in the ways one meets elsewhere and in ours, and measure them all')
    .argument('[service...]', 'services of the group compare in docker/bake.hcl; all by default')
    .option('--starts <count>', 'how often each variant is started', parseCount, 5)
    .option('--edits <count>', 'how often each variant is built after an edit', parseCount, 3)
    .option('--json', 'print JSON')
    .option('--update-readme', 'write the table into README.md')
    .addHelpText('after', '\nIt takes about ten minutes, and leaves no image and no container behind.')
    .action((services: string[], options: Options) => run(context, services, options));
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 99)
    throw new InvalidArgumentError('It takes a number from 1 to 99.');
  return count;
}

async function run(context: Context, services: string[], options: Options): Promise<void> {
  const { json, starts, edits, updateReadme: isForReadme } = options;
  if (isForReadme && services.length > 0)
    throw new DrydockError(
      'usage',
      'the README shows all services, and --update-readme was given only some',
      {
        nextStep: 'name no service, or leave --update-readme out',
      },
    );
  const engine = await useEngine(context);
  const { compare } = await import('../compare/compare.ts');
  const comparison = await compare(context, engine, { services, starts, edits });
  const { compareLines, compareMarkdown } = await import('../compare/compare-lines.ts');
  context.print(json ? JSON.stringify(comparison, null, 2) : compareLines(comparison).join('\n'));
  if (!isForReadme) return;
  const { updateReadme } = await import('../compare/update-readme.ts');
  await updateReadme(join(context.root, 'README.md'), compareMarkdown(comparison));
}
