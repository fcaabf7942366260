import { setTimeout as sleep } from 'node:timers/promises';
import { summaryOf } from '@drydock/engine';
import type { Fault, Stack } from '@drydock/stack';
import { beginFault, type PlannedFault } from './fault-plan.ts';

/** A fault as it went. Times count from the beginning of the load. */
export interface FaultRecord {
  readonly service: string;
  /** What it does: `access-log was killed`. */
  readonly name: string;
  readonly begunMs: number;
  /** When it had been done. */
  readonly inPlaceMs: number | null;
  /** When the service answered again; null when it lasted as long as the load. */
  readonly healedMs: number | null;
  /** Why it did not begin, or did not heal. */
  readonly error: string | null;
}

/** Does what was planned until the signal says that the load is over. What still lasts goes with the stack. */
export async function runFaults(
  stack: Stack,
  plan: readonly PlannedFault[],
  { over, onChange }: { readonly over: AbortSignal; readonly onChange: (text: string) => void },
): Promise<FaultRecord[]> {
  const begun = performance.now();
  const now = () => Math.round(performance.now() - begun);
  const records = plan.map(async (planned): Promise<FaultRecord[]> => {
    if (!(await passes(planned.afterMs, over))) return [];
    const { service, text: name } = planned;
    const begunMs = now();
    let record: FaultRecord = { service, name, begunMs, inPlaceMs: null, healedMs: null, error: null };
    try {
      const fault = await beginFault(planned, stack.service(planned.service));
      record = { ...record, name: fault.name, inPlaceMs: now() };
      onChange(fault.name);
      if (planned.lastsMs === undefined || !(await passes(planned.lastsMs, over))) return [record];
      if (!(await isHealed(fault, over))) return [record];
      onChange(`${stack.service(planned.service).name} answers again`);
      return [{ ...record, healedMs: now() }];
    } catch (error) {
      return [{ ...record, error: summaryOf(error) }];
    }
  });
  return (await Promise.all(records)).flat().sort((one, other) => one.begunMs - other.begunMs);
}

/** Whether it healed before it was over. A service that does not come back must not hold up the end. */
function isHealed(fault: Fault, over: AbortSignal): Promise<boolean> {
  const healed = fault.heal().then(() => true);
  const ended = new Promise<boolean>((resolve) => over.addEventListener('abort', () => resolve(false)));
  return Promise.race([healed, ended]);
}

/** Whether the time passed before it was over. */
async function passes(ms: number, over: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal: over }).catch(() => undefined);
  return !over.aborted;
}
