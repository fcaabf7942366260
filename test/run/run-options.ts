import { parseArgs } from 'node:util';

/** What is run; test/tiers.ts says which tests that are. `rest` is what `all` has beyond `test`. */
const TIERS = ['check', 'test', 'all', 'rest', 'faults'] as const;
export type Tier = (typeof TIERS)[number];

export interface Shard {
  /** From 1 on. */
  readonly index: number;
  readonly count: number;
}

export interface RunOptions {
  readonly tier: Tier;
  /** Only what a change since this commit can break. */
  readonly base: string | undefined;
  readonly shard: Shard;
  /** Print every file's figures, not only the ten slowest. */
  readonly isProfiled: boolean;
  /** One file at a time, for figures that no other file disturbs. */
  readonly isSerial: boolean;
  /** Keep the measured seconds, by which shards are split. */
  readonly keepsDurations: boolean;
}

export const USAGE = `usage: npm test [-- options]        (or test:all, test:affected, check)
  --shard I/N        run the I-th of N parts, which take about the same time each
  --base REF         test:affected: compare with this commit; default: where the branch left main
  --profile          print every file's figures: time, waiting, builds, containers, stacks
  --serial           one file at a time
  --keep-durations   write the measured times to test/run/durations.json`;

/** Reads the command line of a test run. Throws an Error in one line when it says something else. */
export function runOptions(args: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tier: { type: 'string', default: 'test' },
      affected: { type: 'boolean', default: false },
      base: { type: 'string' },
      shard: { type: 'string', default: '1/1' },
      profile: { type: 'boolean', default: false },
      serial: { type: 'boolean', default: false },
      'keep-durations': { type: 'boolean', default: false },
    },
  });
  const tier = TIERS.find((one) => one === values.tier);
  if (!tier) throw new Error(`--tier is "${values.tier}"; it takes one of ${TIERS.join(', ')}`);
  if (values.base !== undefined && !values.affected) throw new Error('--base is for `npm run test:affected`');
  return {
    tier,
    base: values.affected ? (values.base ?? '') : undefined,
    shard: shardOf(values.shard),
    isProfiled: values.profile,
    isSerial: values.serial,
    keepsDurations: values['keep-durations'],
  };
}

function shardOf(text: string): Shard {
  const [, index, count] = (/^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? []).map(Number);
  if (index && count && index <= count) return { index, count };
  throw new Error(`--shard is "${text}"; it takes a part and the number of parts, e.g. 1/4`);
}
