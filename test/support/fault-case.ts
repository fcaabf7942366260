import type { Fault } from '@drydock/stack';
import { failureOf } from './claim.ts';

export interface FaultCase {
  readonly begin: () => Promise<Fault>;
  /** Fails, by an expectation, unless the fault lasts. */
  readonly shows: () => Promise<void>;
}

/** Shows that a fault does what it says, that the same is not seen without it, and no more once it is healed. */
export async function proveFault({ begin, shows }: FaultCase): Promise<void> {
  await refuseShown(shows, 'before the fault');
  {
    await using _fault = await begin();
    await shows();
  }
  await refuseShown(shows, 'after the fault');
}

/** A check that is green without the fault says nothing about it. */
async function refuseShown(shows: () => Promise<void>, when: string): Promise<void> {
  const failure = await failureOf(shows(), `it shows ${when} already`);
  if (!(failure instanceof Error) || failure.name !== 'AssertionError') throw failure;
}
