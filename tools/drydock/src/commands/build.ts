import { resolve } from 'node:path';
import { DrydockError } from '@drydock/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { buildAndReport } from '../build-and-report.ts';
import type { Context } from '../context.ts';
import { imageSizes, sizesTable } from '../image-sizes.ts';
import { newCommand } from '../new-command.ts';
import { useEngine } from '../prepare-build.ts';
import { targetNames } from '../target-names.ts';

interface Options {
  readonly json?: boolean;
  readonly cache: boolean;
  readonly keepToolchains?: boolean;
  readonly reproducible?: boolean;
  readonly output?: string;
  readonly times?: number;
}

/** Of `--reproducible`, in the folder of the repository. git knows nothing of it. */
const ARCHIVES_FOLDER = '.drydock/oci';

export function buildCommand(context: Context): Command {
  return newCommand(context, 'build')
    .description('build images from source: the services, or the targets and groups you name')
    .argument('[target...]', 'targets or groups of docker/bake.hcl')
    .option('--json', 'print JSON')
    .option('--no-cache', 'run every step again')
    .option(
      '--keep-toolchains',
      'with --no-cache or --times: run only the steps of the targets themselves again',
    )
    .option('--reproducible', 'write OCI archives that are the same whenever and wherever they are built')
    .option('--output <folder>', `where --reproducible writes; ${ARCHIVES_FOLDER} by default`)
    .option('--times <count>', 'with --reproducible: build this often with no cache, and compare', parseTimes)
    .action((targets: string[], options: Options) => build(context, targetNames(targets), options));
}

function parseTimes(text: string): number {
  const times = Number(text);
  if (!Number.isInteger(times) || times < 2 || times > 99)
    throw new InvalidArgumentError('It takes from 2 to 99 builds to compare.');
  return times;
}

async function build(context: Context, targets: readonly string[], options: Options): Promise<void> {
  refuseIncomplete(options);
  if (options.reproducible) return buildReproducibly(context, targets, options);
  const engine = await useEngine(context);
  const { images, steps } = await buildAndReport(context, engine, { targets, noCache: noCacheOf(options) });
  if (images.length > 0) context.progress.step('reading the image sizes');
  const sizes = await imageSizes(
    engine,
    context.env,
    images.map(({ tag }) => tag),
  );
  context.progress.end();
  const cached = steps.filter(({ state }) => state === 'cached').length;
  if (options.json)
    return context.print(JSON.stringify({ images, sizes, steps: steps.length, cached }, null, 2));
  context.print(`${steps.length} steps, ${cached} of them from the cache`);
  if (sizes.length > 0) context.print(sizesTable(sizes));
}

/** An option that would do nothing is a misunderstanding. */
function refuseIncomplete({ reproducible, output, times, keepToolchains, cache }: Options): void {
  const orphan = output !== undefined ? '--output' : times !== undefined ? '--times' : undefined;
  if (orphan !== undefined && !reproducible)
    throw new DrydockError('usage', `${orphan} belongs to --reproducible`, {
      nextStep: `add --reproducible, or leave ${orphan} out`,
    });
  if (keepToolchains && cache && times === undefined)
    throw new DrydockError('usage', '--keep-toolchains belongs to --no-cache or --times', {
      nextStep: 'add one of them, or leave --keep-toolchains out',
    });
}

function noCacheOf({ cache, keepToolchains }: Pick<Options, 'cache' | 'keepToolchains'>) {
  if (cache) return false;
  return keepToolchains ? 'requested' : true;
}

async function buildReproducibly(
  context: Context,
  targets: readonly string[],
  options: Options,
): Promise<void> {
  const { json, output, times, keepToolchains } = options;
  const { namedPath } = await import('../image/named-path.ts');
  const folder = output === undefined ? resolve(context.root, ARCHIVES_FOLDER) : namedPath(context, output);
  const engine = await useEngine(context);
  if (times === undefined) {
    const { buildArchives } = await import('../rebuild/build-archives.ts');
    const archives = await buildArchives(context, engine, { targets, folder, noCache: noCacheOf(options) });
    const { archivesTable } = await import('../rebuild/rebuild-lines.ts');
    return context.print(json ? JSON.stringify({ archives }, null, 2) : archivesTable(archives));
  }
  const { rebuild } = await import('../rebuild/rebuild.ts');
  const noCache = noCacheOf({ cache: false, ...(keepToolchains && { keepToolchains }) });
  const rebuilt = await rebuild(context, engine, { targets, folder, times, noCache });
  context.progress.end();
  const { rebuildLines } = await import('../rebuild/rebuild-lines.ts');
  context.print(json ? JSON.stringify({ images: rebuilt }, null, 2) : rebuildLines(rebuilt).join('\n'));
  if (rebuilt.some(({ difference }) => difference)) context.endWith(1);
}
