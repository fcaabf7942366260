import { DrydockError } from '@drydock/engine';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../context.ts';
import { faultKinds, type PlannedFault, parseFault } from '../load/fault-plan.ts';
import { newCommand } from '../new-command.ts';
import { useEngine } from '../prepare-build.ts';

const MOST_CONNECTIONS = 1_000;
const MOST_REQUESTS = 100_000;
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const SHORTEST_MS = 1_000;
const LONGEST_MS = 3_600_000;

interface Options {
  readonly path: string;
  readonly duration: number;
  readonly connections: number;
  readonly rate?: number;
  readonly timeout: number;
  readonly fault?: readonly PlannedFault[];
  readonly json?: boolean;
}

export function loadCommand(context: Context): Command {
  return newCommand(context, 'load')
    .description('ask for the page over and over, and measure answers and containers')
    .argument('[service]', 'another service than the page')
    .option('--path <path>', 'what to ask for', parsePath, '/')
    .addOption(time('--duration <time>', 'for how long', '10s'))
    .option('--connections <count>', 'how many at once', parseUpTo(MOST_CONNECTIONS), 10)
    .option('--rate <requests>', 'a second; without it, as many as are answered', parseUpTo(MOST_REQUESTS))
    .addOption(time('--timeout <time>', 'after which an answer counts as failed', '10s'))
    .option('--fault <fault>', 'break a service meanwhile', parseFaults)
    .option('--json', 'print JSON')
    .addHelpText('after', `\n${REMARKS}`)
    .action((service: string | undefined, options: Options) => load(context, service, options));
}

function time(flags: string, description: string, standard: string): Option {
  return new Option(flags, description).argParser(parseTime).default(parseTime(standard), standard);
}

const REMARKS = `It uses the services that run. When none do, or with --fault, it starts a stack
of its own, and removes it at the end. Ctrl-C ends it with the figures so far.
Times are written as 30s, 2m or 1500ms.

--fault says what, of which service, when, and for how long, or else until the
end: killed:accesslog@5s+3s. It may be given more than once. There are:
  ${faultKinds().join(', ')}`;

async function load(context: Context, service: string | undefined, options: Options): Promise<void> {
  const { path, duration, connections, rate, timeout, fault: faults = [], json } = options;
  const late = faults.find(({ afterMs }) => afterMs >= duration);
  if (late)
    throw new DrydockError(
      'usage',
      `"${late.text}" would begin when the load of ${duration / 1_000} s is over`,
      {
        nextStep: 'let it begin earlier, or the load last longer: --duration',
      },
    );
  const engine = await useEngine(context);
  const { refuseUnanswered, runLoad } = await import('../load/run-load.ts');
  const report = await runLoad(context, engine, {
    service,
    path,
    durationMs: duration,
    connections,
    rate,
    timeoutMs: timeout,
    faults,
  });
  if (!context.signal.aborted) refuseUnanswered(report);
  const { loadLines } = await import('../load/load-lines.ts');
  context.print(json ? JSON.stringify(report, null, 2) : loadLines(report).join('\n'));
  if (report.faults.some(({ error }) => error !== null)) context.endWith(1);
}

function parseFaults(text: string, before: readonly PlannedFault[] = []): PlannedFault[] {
  return [...before, parseFault(text)];
}

function parsePath(text: string): string {
  if (!text.startsWith('/')) throw new InvalidArgumentError('It takes a path that begins with a slash.');
  return text;
}

function parseTime(text: string): number {
  const { value, unit = 's' } = /^(?<value>\d+(?:\.\d+)?)(?<unit>ms|s|m)?$/.exec(text)?.groups ?? {};
  const ms = Number(value) * (UNITS_MS[unit] ?? Number.NaN);
  if (!(ms >= SHORTEST_MS && ms <= LONGEST_MS))
    throw new InvalidArgumentError('It takes a time from 1s to 60m, such as 30s.');
  return ms;
}

function parseUpTo(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d+$/.test(text) || count < 1 || count > most)
      throw new InvalidArgumentError(`It takes a whole number from 1 to ${most}.`);
    return count;
  };
}
