import { listServices } from '@drydock/stack';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';
import { useEngine } from '../prepare-build.ts';
import { servicesTable } from '../services-table.ts';
import { theStack } from '../the-stack.ts';

export function psCommand(context: Context): Command {
  return newCommand(context, 'ps')
    .description('list the services and where they are reached')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const engine = await useEngine(context);
      const services = await listServices(engine, (await theStack(context, engine)).project);
      context.progress.end();
      if (json) return context.print(JSON.stringify(services, null, 2));
      context.print(
        services.length > 0 ? servicesTable(services) : 'nothing is running; start it with: npm start',
      );
    });
}
