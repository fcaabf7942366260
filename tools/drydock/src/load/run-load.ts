import { DrydockError, type Engine } from '@drydock/engine';
import { sweepStale } from '@drydock/stack';
import type { Context } from '../context.ts';
import { theStack } from '../the-stack.ts';
import { watchUsage } from './container-usage.ts';
import { type PlannedFault, prepareFault } from './fault-plan.ts';
import { generateLoad, type Load, type LoadOptions } from './generate-load.ts';
import { type LoadReport, loadReport } from './load-report.ts';
import { type LoadTarget, openTarget, serviceName, urlOf } from './open-target.ts';
import { runFaults } from './run-faults.ts';

const SHOW_EVERY_MS = 250;

export interface RunLoadOptions extends Omit<LoadOptions, 'url' | 'signal'> {
  /** Default: the page. */
  readonly service: string | undefined;
  readonly path: string;
  readonly faults: readonly PlannedFault[];
}

/** Puts a service under load, breaks services meanwhile if that was planned, and measures both sides. */
export async function runLoad(
  context: Context,
  engine: Engine,
  options: RunLoadOptions,
): Promise<LoadReport> {
  const compose = await theStack(context, engine);
  const name = serviceName(compose, options.service);
  for (const { service } of options.faults) serviceName(compose, service);
  await sweepStale(engine);
  const which = { project: compose.project, mustBeOwn: options.faults.length > 0 };
  await using target = await openTarget(context, engine, which);
  for (const fault of options.faults)
    if (target.ownStack) await prepareFault(fault, target.ownStack.service(fault.service));
  const address = new URL(options.path, urlOf(target, name)).href;
  const watch = watchUsage(
    engine,
    target.services.map((one) => ({ service: one.name, containerId: one.containerId })),
  );
  const load = generateLoad({ ...options, url: address, signal: context.signal });
  const faults = await besideFaults(context, { load, target, plan: options.faults });
  const containers = await watch.stop();
  context.progress.end();
  const { connections, rate = null, durationMs: wantedMs } = options;
  const hadOwnStack = target.ownStack !== undefined;
  const subject = {
    url: address,
    service: name,
    stack: target.stackName,
    hadOwnStack,
    connections,
    rate,
    wantedMs,
  };
  return loadReport(subject, { load, faults, containers });
}

interface Beside {
  readonly load: Load;
  readonly target: LoadTarget;
  readonly plan: readonly PlannedFault[];
}

/** Until the load is over. Gives what became of the faults. */
async function besideFaults({ progress }: Context, { load, target, plan }: Beside) {
  const over = new AbortController();
  const timer = setInterval(() => progress.step(progressText(load)), SHOW_EVERY_MS);
  const onChange = (text: string) => progress.note(`  after ${seconds(load.elapsedMs())}: ${text}`);
  const faults = target.ownStack
    ? runFaults(target.ownStack, plan, { over: over.signal, onChange })
    : Promise.resolve([]);
  try {
    await load.done;
  } finally {
    clearInterval(timer);
    over.abort();
  }
  return await faults;
}

function progressText(load: Load): string {
  const { answered, failed } = load.meter.measured();
  return `loading: ${answered.toLocaleString('en')} answered, ${failed.toLocaleString('en')} failed`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** A load that nobody answered has measured nothing. */
export function refuseUnanswered({ url, requests, failures }: LoadReport): void {
  if (requests.answered > 0) return;
  const why = Object.keys(failures).join(', ') || 'no request was finished';
  throw new DrydockError('service-not-ready', `${url} answered none of ${requests.sent} requests: ${why}`, {
    nextStep: 'see what it logs: drydock logs',
  });
}
