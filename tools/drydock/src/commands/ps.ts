import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { findEngine, visibleName } from '@drydock/engine';
import { listServices } from '@drydock/stack';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';
import { servicesTable } from '../services-table.ts';
import { nothingRuns, theStack } from '../the-stack.ts';

export function psCommand(context: Context): Command {
  return newCommand(context, 'ps')
    .description('list the services and where they are reached')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const engine = await findEngine(context.env);
      const stack = engine && (await theStack(context, engine));
      const services = stack ? await listServices(engine, stack.project) : [];
      if (json) return context.print(JSON.stringify(services, null, 2));
      context.print(services.length > 0 ? servicesTable(services) : nothingRuns(engine));
      const folder = services[0]?.startedFrom;
      if (stack && folder && folder !== realpathSync(dirname(stack.path)))
        context.print(`\nstarted from ${visibleName(folder)}`);
    });
}
