import { Command } from 'commander';
import { buildAndReport } from '../build-and-report.ts';
import type { Context } from '../context.ts';
import { imageSizes, sizesTable } from '../image-sizes.ts';
import { useEngine } from '../prepare-build.ts';

interface Options {
  readonly json?: boolean;
  readonly cache: boolean;
}

export function buildCommand(context: Context): Command {
  return new Command('build')
    .description('build images from source: the services, or the targets and groups you name')
    .argument('[target...]', 'targets or groups of docker/bake.hcl')
    .option('--json', 'print JSON')
    .option('--no-cache', 'run every step again')
    .action((targets: string[], options: Options) => build(context, targets, options));
}

async function build(context: Context, targets: string[], { json, cache }: Options): Promise<void> {
  const engine = await useEngine(context);
  const { images, steps } = await buildAndReport(context, engine, { targets, noCache: !cache });
  if (images.length > 0) context.progress.step('reading the image sizes');
  const sizes = await imageSizes(
    engine,
    context.env,
    images.map(({ tag }) => tag),
  );
  context.progress.end();
  const cached = steps.filter(({ state }) => state === 'cached').length;
  if (json) return context.print(JSON.stringify({ images, sizes, steps: steps.length, cached }, null, 2));
  context.print(`${steps.length} steps, ${cached} of them from the cache`);
  if (sizes.length > 0) context.print(sizesTable(sizes));
}
