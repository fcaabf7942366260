import type { Stack } from '@drydock/stack';
import { seeded } from '../../support/seeded.ts';
import { type Figures, figuresOf } from './figures.ts';
import { startWriters } from './writers.ts';

export interface KillOptions {
  readonly kills: number;
  /** Chooses the moments and what the clients do. */
  readonly seed: string;
  readonly onKill?: (kill: number, acknowledged: number) => void;
}

/** The most that is acknowledged between two kills. */
const MOST_BETWEEN = 120;

/** Kills `access-log` again and again while clients write, and tells what became of what they wrote. */
export async function killAccessLog(stack: Stack, { kills, seed, onKill }: KillOptions): Promise<Figures> {
  const service = stack.service('accesslog');
  const random = seeded(`${seed} kills of access-log`);
  await using load = startWriters(service.url, { seed });
  for (let kill = 1; kill <= kills; kill += 1) {
    await load.untilMore(1 + Math.floor(random() * MOST_BETWEEN));
    const fault = await service.killed();
    await fault.heal();
    onKill?.(kill, load.acknowledged.size);
  }
  await load.untilMore(1);
  await load.stop();
  return figuresOf(stack, { ...load, service: service.name, kills, nameOf: ({ id }) => id });
}
