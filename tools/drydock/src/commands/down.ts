import { findStacks, type LabelledObject, stopStack, sweepStale } from '@drydock/stack';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';
import { useEngine } from '../prepare-build.ts';
import { theStack } from '../the-stack.ts';

export function downCommand(context: Context): Command {
  return newCommand(context, 'down')
    .description('stop the services, and remove their containers, network and volumes')
    .argument('[stack]', 'name of the stack; the one of compose.yaml by default')
    .option('--json', 'print JSON')
    .action(async (wanted: string | undefined, { json }: { json?: boolean }) => {
      const engine = await useEngine(context);
      const stack = wanted ?? (await theStack(context, engine)).project;
      context.progress.step('stopping the services');
      const swept = await sweepStale(engine);
      const stopped = await stopStack(engine, stack, { signal: context.signal });
      const left = (await findStacks(engine)).map(({ name }) => name);
      context.progress.end();
      if (json) return context.print(JSON.stringify({ removed: [...swept, ...stopped], left }, null, 2));
      if (stopped.length === 0) context.print(`nothing of a stack called "${stack}" is running`);
      else context.print(`removed ${countsText(stopped)}`);
      if (swept.length > 0) context.print(`removed ${countsText(swept)} that killed commands left behind`);
      if (left.length > 0) context.print(`still there: ${left.join(', ')}`);
    });
}

function countsText(objects: readonly LabelledObject[]): string {
  const count = (kind: LabelledObject['kind']) => {
    const number = objects.filter((object) => object.kind === kind).length;
    return `${number} ${kind}${number === 1 ? '' : 's'}`;
  };
  return [count('container'), count('network'), count('volume')].join(', ');
}
