import { realpathSync } from 'node:fs';
import { findEngine } from '@drydock/engine';
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
      const services = engine ? await listServices(engine, (await theStack(context, engine)).project) : [];
      if (json) return context.print(JSON.stringify(services, null, 2));
      context.print(services.length > 0 ? servicesTable(services) : nothingRuns(engine));
      const folder = services[0]?.startedFrom;
      if (folder && folder !== realpathSync(context.root)) context.print(`\nstarted from ${folder}`);
    });
}
