import { dirname, join } from 'node:path';
import { type Engine, openHome, withLock } from '@drydock/engine';
import {
  type ComposeFile,
  listServices,
  refuseForeignStack,
  type ServiceDescription,
  startStack,
  sweepStale,
} from '@drydock/stack';
import type { Command } from 'commander';
import { buildAndReport } from '../build-and-report.ts';
import type { Context } from '../context.ts';
import { type ImageSize, imageSizes, sizesTable } from '../image-sizes.ts';
import { newCommand } from '../new-command.ts';
import { useEngine } from '../prepare-build.ts';
import { servicesTable } from '../services-table.ts';
import { INPUTS_LABEL, inputsOf, runsWith, theStack } from '../the-stack.ts';

interface Options {
  readonly json?: boolean;
  readonly build: boolean;
}

export function upCommand(context: Context): Command {
  return newCommand(context, 'up')
    .description('build the images, start the services, and leave them running')
    .option('--json', 'print JSON')
    .option('--no-build', 'start the images as they are')
    .action((options: Options) => up(context, options));
}

async function up(context: Context, { json, build }: Options): Promise<void> {
  const engine = await useEngine(context);
  await sweepStale(engine);
  if (build) await buildAndReport(context, engine, {});
  const compose = await theStack(context, engine);
  // Two of one stack would take it from each other; those of other clones do not wait.
  const lock = join(openHome(context.env).folder, `up-${compose.project}.lock`);
  const services = await withLock(lock, () => startUnlessRunning(context, engine, compose));
  context.progress.step('reading the image sizes');
  const images = [...new Set(services.map(({ image }) => image))];
  const sizes = await imageSizes(engine, context.env, images);
  context.progress.end();
  const page = services.find(({ declaredPort }) => declaredPort !== null);
  if (json) return context.print(JSON.stringify({ page: page?.url, sizes, services }, null, 2));
  report(context, { engine, services, sizes, page });
}

/** Leaves a stack alone that runs the same images with the same settings; replaces any other of this repository. */
async function startUnlessRunning(
  context: Context,
  engine: Engine,
  compose: ComposeFile,
): Promise<ServiceDescription[]> {
  const { progress, root, signal } = context;
  await refuseForeignStack(engine, { name: compose.project, folder: dirname(compose.path) });
  const inputs = await inputsOf(engine, compose);
  const running = await listServices(engine, compose.project);
  if (await runsWith(engine, compose, inputs)) return running;
  progress.step(running.length > 0 ? 'replacing the services' : 'starting the services');
  const stack = await startStack(engine, {
    root,
    project: compose.project,
    isKept: true,
    network: compose.network,
    ports: 'declared',
    labels: { [INPUTS_LABEL]: inputs },
    signal,
    onEvent: (event) => {
      if (event.type === 'ready')
        progress.note(`  ready after ${(event.afterMs / 1_000).toFixed(1)} s: ${event.service}`);
      if (event.type === 'warning') progress.note(`  ${event.text}`);
      if (event.type === 'port-taken')
        progress.note(`  port ${event.hostPort} is in use on this machine; trying the next one`);
    },
  });
  return [...stack.services];
}

interface Report {
  readonly engine: Engine;
  readonly services: readonly ServiceDescription[];
  readonly sizes: readonly ImageSize[];
  readonly page: ServiceDescription | undefined;
}

function report({ print }: Context, { engine, services, sizes, page }: Report): void {
  print(`\n${sizesTable(sizes)}\n\n${servicesTable(services)}\n`);
  if (page && page.hostPort !== page.declaredPort)
    print(`Port ${page.declaredPort} is in use on this machine, so the page is on ${page.hostPort}.`);
  print(`The page:    ${page?.url ?? '–'}`);
  print('See:         npm run drydock -- ps        npm run drydock -- logs --follow');
  print('Stop:        npm run drydock -- down');
  if (engine.kind === 'embedded') print('With docker: eval "$(npm run --silent drydock -- engine env)"');
}
