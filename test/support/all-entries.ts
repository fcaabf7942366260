import type { Stack } from '@drydock/stack';

/** What `access-log` keeps of a visit, as far as the tests look at it. */
export interface Entry {
  readonly id: string;
  readonly path?: string;
  readonly traceId?: string;
}

interface Page {
  readonly entries: readonly Entry[];
  readonly next: string | null;
}

const PAGE_ENTRIES = 999;

/** All entries that `access-log` holds, newest first. */
export async function allEntries(stack: Stack): Promise<Entry[]> {
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
  return entries;
}

/** How many visits it says there were. */
export async function countOfVisits(stack: Stack): Promise<number> {
  const response = await fetch(`${stack.service('accesslog').url}/stats`);
  return ((await response.json()) as { logs: number }).logs;
}
