import type { Stack } from '@drydock/stack';
import { allEntries, type Entry } from './all-entries.ts';

/** All entries that `access-log` holds, by the trace of the visit that each came from. */
export async function visitsByTrace(stack: Stack): Promise<Map<string | undefined, Entry[]>> {
  return Map.groupBy(await allEntries(stack), ({ traceId }) => traceId);
}
