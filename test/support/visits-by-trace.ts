import type { Stack } from '@drydock/stack';

interface Entry {
  readonly id: string;
  readonly traceId?: string;
}

interface Page {
  readonly entries: readonly Entry[];
  readonly next: string | null;
}

const PAGE_ENTRIES = 500;

/** All entries that `access-log` holds, by the trace of the visit that each came from. */
export async function visitsByTrace(stack: Stack): Promise<Map<string | undefined, Entry[]>> {
  const { url } = stack.service('accesslog');
  const entries: Entry[] = [];
  let next: string | null = null;
  do {
    const cursor: string = next === null ? '' : `&before=${next}`;
    const response = await fetch(`${url}/access-log?limit=${PAGE_ENTRIES}${cursor}`);
    const page = (await response.json()) as Page;
    entries.push(...page.entries);
    ({ next } = page);
  } while (next !== null);
  return Map.groupBy(entries, ({ traceId }) => traceId);
}
