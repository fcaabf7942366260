import { DrydockError, findEngine, nearestName } from '@drydock/engine';
import { followLogs, formatLogLine, type LogLine, listServices, readLogs } from '@drydock/stack';
import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context.ts';
import { newCommand } from '../new-command.ts';
import { nothingRuns, theStack } from '../the-stack.ts';

interface Options {
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly tail?: number;
}

export function logsCommand(context: Context): Command {
  return newCommand(context, 'logs')
    .description('print what the services log, in the order of time')
    .argument('[service]', 'one service; all by default')
    .option('--follow', 'go on until Ctrl-C')
    .option('--tail <lines>', 'only the last lines of each service', parseCount)
    .option('--json', 'print each line as JSON')
    .action((service: string | undefined, options: Options) => logs(context, service, options));
}

async function logs(
  context: Context,
  wanted: string | undefined,
  { json, follow, tail }: Options,
): Promise<void> {
  const engine = await findEngine(context.env);
  const services = engine ? await listServices(engine, (await theStack(context, engine)).project) : [];
  if (!engine || services.length === 0) throw new DrydockError('unknown-name', nothingRuns(engine));
  const chosen = services.filter(
    ({ name, aliases }) => !wanted || name === wanted || aliases.includes(wanted),
  );
  if (chosen.length === 0)
    throw unknownService(
      wanted ?? '',
      services.flatMap(({ name, aliases }) => [name, ...aliases]),
    );
  const sources = chosen.map(({ name, containerId }) => ({ service: name, containerId }));
  const show = (line: LogLine) => context.print(json ? JSON.stringify(line) : formatLogLine(line));
  const options = { tail, signal: context.signal };
  if (follow) for await (const line of followLogs(engine, sources, options)) show(line);
  else for (const line of await readLogs(engine, sources, options)) show(line);
}

function unknownService(wanted: string, names: readonly string[]): DrydockError {
  const nearest = nearestName(wanted, names);
  const hint = nearest ? `; did you mean "${nearest}"?` : '';
  return new DrydockError('unknown-name', `no service is called "${wanted}"${hint}`, {
    nextStep: `there are ${names.join(', ')}`,
  });
}

function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}
