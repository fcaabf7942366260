import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tier } from './run-options.ts';

/** Seconds by piece of a run, for each tier: `npm run test:all -- --keep-durations` writes them. */
type Durations = Readonly<Partial<Record<Tier, Readonly<Record<string, number>>>>>;

const FILE = join(import.meta.dirname, 'durations.json');
/** What a piece is taken to last that nobody has measured yet. */
const UNKNOWN_SECONDS = 5;

export function readDurations(): Durations {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** How long a piece took when its tier was last measured. */
export function secondsOf(durations: Durations, tier: Tier, name: string): number {
  if (tier !== 'rest') return durations[tier]?.[name] ?? durations.all?.[name] ?? UNKNOWN_SECONDS;
  return Math.max(0, (durations.all?.[name] ?? UNKNOWN_SECONDS) - (durations.test?.[name] ?? 0));
}

/** Keeps what a run has measured; what it did not run stays as it was. */
export function keepDurations(tier: Tier, measured: ReadonlyMap<string, number>): void {
  const durations = readDurations();
  const rounded = [...measured].map(([name, seconds]) => [name, Math.round(seconds * 10) / 10] as const);
  const merged = Object.entries({ ...durations[tier], ...Object.fromEntries(rounded) });
  const sorted = Object.fromEntries(merged.sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify({ ...durations, [tier]: sorted }, null, 2)}\n`);
}
