import type { Stack } from '@drydock/stack';
import { allEntries, countOfVisits, type Entry } from '../../support/all-entries.ts';

/** What came of many kills. */
export interface Figures {
  readonly service: string;
  readonly kills: number;
  readonly acknowledged: number;
  /** As `access-log` counts them. May be more than were acknowledged: an answer can be lost on its way. */
  readonly stored: number;
  /** Acknowledged, and not there. */
  readonly lost: readonly string[];
  /** There more than once. */
  readonly double: readonly string[];
  /** What else must not be, in words. */
  readonly wrong: readonly string[];
}

export interface Promised {
  readonly service: string;
  readonly kills: number;
  /** Everything that was sent, and of that what was acknowledged. */
  readonly sent: ReadonlySet<string>;
  readonly acknowledged: ReadonlySet<string>;
  /** By which of its properties an entry is known to who sent it. */
  readonly nameOf: (entry: Entry) => string | undefined;
  readonly wrong: readonly string[];
}

/** Holds what was promised against what `access-log` has. */
export async function figuresOf(stack: Stack, promised: Promised): Promise<Figures> {
  const { service, kills, sent, acknowledged, nameOf } = promised;
  const entries = await allEntries(stack);
  const stored = await countOfVisits(stack);
  const byName = Map.groupBy(entries, (entry) => nameOf(entry) ?? 'without a name');
  const names = [...byName.keys()];
  const wrong = [
    ...promised.wrong,
    ...names.filter((name) => !sent.has(name)).map((name) => `${name}: kept, and never sent`),
    ...(stored === entries.length ? [] : [`${stored} are counted, and ${entries.length} are there`]),
  ];
  return {
    service,
    kills,
    acknowledged: acknowledged.size,
    stored,
    lost: [...acknowledged].filter((name) => !byName.has(name)),
    double: names.filter((name) => (byName.get(name)?.length ?? 0) > 1),
    wrong,
  };
}
