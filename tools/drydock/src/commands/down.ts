import { dirname } from 'node:path';
import { DrydockError, type Engine, findEngine } from '@drydock/engine';
import { findStacks, type LabelledObject, refuseForeignStack, stopStack, sweepStale } from '@drydock/stack';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';
import { nothingRuns, theStack } from '../the-stack.ts';

interface Options {
  readonly json?: boolean;
  readonly volumes?: boolean;
}

export function downCommand(context: Context): Command {
  return newCommand(context, 'down')
    .description('stop the services, and remove their containers and network')
    .argument('[stack]', 'name of the stack; the one of compose.yaml by default')
    .option('--volumes', 'remove their volumes too, with all that is stored in them')
    .option('--json', 'print JSON')
    .action((wanted: string | undefined, options: Options) => down(context, wanted, options));
}

async function down(
  context: Context,
  wanted: string | undefined,
  { json, volumes = false }: Options,
): Promise<void> {
  const engine = await findEngine(context.env);
  if (!engine) return nothingToStop(context, { json, volumes });
  const name = wanted ?? (await ownStack(context, engine));
  context.progress.step('stopping the services');
  const swept = await sweepStale(engine);
  const removed = await stopStack(engine, name, { keepsVolumes: !volumes, signal: context.signal });
  const stacks = await findStacks(engine);
  const left = stacks.filter((stack) => stack.containers > 0).map((stack) => stack.name);
  const kept = stacks.find((stack) => stack.name === name)?.volumes ?? [];
  context.progress.end();
  if (json) return context.print(JSON.stringify({ removed: [...swept, ...removed], kept, left }, null, 2));
  if (removed.length === 0) context.print(`nothing of a stack called "${name}" is running`);
  else context.print(`removed ${countsText(removed)}`);
  if (swept.length > 0) context.print(`removed ${countsText(swept)} that killed commands left behind`);
  if (kept.length > 0)
    context.print(`kept ${kept.join(', ')}\n  to remove what is stored there: ${again(wanted)}`);
  if (left.length > 0) context.print(`still there: ${left.join(', ')}`);
}

/** Who gives no name means the one of this repository; who gives it means that one, whoever started it. */
async function ownStack(context: Context, engine: Engine): Promise<string> {
  const { project, path } = await theStack(context, engine);
  await refuseForeignStack(engine, { name: project, folder: dirname(path) });
  return project;
}

/** What is stored stays, with no engine to remove it. */
function nothingToStop(
  { print }: Context,
  { json, volumes }: { json: boolean | undefined; volumes: boolean },
): void {
  if (volumes)
    throw new DrydockError('no-engine', 'no container engine runs, so no volume can be removed', {
      nextStep: 'start it first: npm run drydock -- engine start',
    });
  print(json ? JSON.stringify({ removed: [], kept: [], left: [] }, null, 2) : nothingRuns(undefined));
}

function again(wanted: string | undefined): string {
  return ['npm run drydock -- down', ...(wanted === undefined ? [] : [wanted]), '--volumes'].join(' ');
}

function countsText(objects: readonly LabelledObject[]): string {
  const counts = (['container', 'network', 'volume'] as const).flatMap((kind) => {
    const number = objects.filter((object) => object.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}${number === 1 ? '' : 's'}`];
  });
  return counts.join(', ');
}
