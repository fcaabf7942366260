import { setTimeout as sleep } from 'node:timers/promises';
import { type ContainerFacts, inspectContainer } from '../engine-questions.ts';
import { type Finding, fail, PASS } from '../finding.ts';
import type { Workbench } from '../workbench.ts';
import { lastLog, POLL_MS, type Started } from './served-container.ts';

const NS_PER_MS = 1_000_000;
/** What an engine takes for an interval that nobody set. */
const DEFAULT_INTERVAL_MS = 30_000;
const DEFAULT_START_INTERVAL_MS = 5_000;
/** Of a program that answers already: a check that fails as often will not come to succeed. */
const FAILED_LOOKS = 2;

/**
 * Waits until the engine calls a container that answers healthy. Not to the end where that cannot come true: its first
 * look would be too late, or looks that began after the program had answered have failed.
 */
export async function isHealthy(
  bench: Workbench,
  { id, name, one: { healthyWithinMs } }: Started,
): Promise<Finding> {
  if (healthyWithinMs === undefined) return PASS;
  const deadline = performance.now() + healthyWithinMs;
  let before: ReadonlySet<string> | undefined;
  for (;;) {
    const { State, Config } = await inspectContainer(bench.engine, id, bench.signal);
    const { Health, Status } = State;
    if (Health?.Status === 'healthy') return PASS;
    if (!Health) return fail(`${name} has no health check`);
    const firstLookMs = firstLookAfterMs(Config.Healthcheck);
    const log = Health.Log ?? [];
    if (log.length === 0 && firstLookMs > healthyWithinMs)
      return fail(`${name} is ${Health.Status}`, [
        `the first look comes ${firstLookMs / 1_000} s after the start`,
      ]);
    before ??= new Set(log.map(({ Start }) => Start));
    const failed = log.filter(({ Start, ExitCode }) => ExitCode !== 0 && !before?.has(Start)).length;
    const isHopeless = failed >= FAILED_LOOKS || Health.Status === 'unhealthy' || Status !== 'running';
    if (isHopeless || performance.now() >= deadline) {
      const output = log.at(-1)?.Output.trim();
      const said = output ? [`the health check printed: ${output}`] : [];
      return fail(`${name} is ${Health.Status}`, [...said, ...(await lastLog(bench, id))]);
    }
    await sleep(POLL_MS, undefined, { signal: bench.signal });
  }
}

/** At the soonest: looks come more often while a container starts, but only when a time for the start was given. */
function firstLookAfterMs(check: ContainerFacts['Config']['Healthcheck']): number {
  const { Interval, StartPeriod, StartInterval } = check ?? {};
  const interval = Interval ? Interval / NS_PER_MS : DEFAULT_INTERVAL_MS;
  if (!StartPeriod) return interval;
  return Math.min(interval, StartInterval ? StartInterval / NS_PER_MS : DEFAULT_START_INTERVAL_MS);
}
