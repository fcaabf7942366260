// Proves that a few starts and stops leave nothing, and that the next run removes what killed ones left, with one alive beside.
// `npm run test:soak` is the long version.
import { expect, test } from 'vitest';
import { openTestEngine } from '../support/services.ts';
import { killRuns } from './kill-runs.ts';
import { openFiles, startAndStop } from './start-and-stop.ts';

const KILLS = 3;
/** By which the descriptors of a process may differ from one moment to another. */
const FILES_APART = 8;
const TIMEOUT_MS = 1_200_000;

async function startsLeaveNothing(starts: number): Promise<void> {
  const engine = await openTestEngine();
  await startAndStop(engine);
  const filesBefore = openFiles();

  for (let round = 1; round < starts; round++)
    expect(await startAndStop(engine)).toMatchObject({ status: 200, had: 6, left: [] });

  expect(openFiles()).toBeLessThan(filesBefore + FILES_APART);
}

test('2 starts and stops leave nothing, and no file open', { timeout: TIMEOUT_MS }, () =>
  startsLeaveNothing(2),
);

test('5 starts and stops leave nothing, and no file open', { timeout: TIMEOUT_MS, tags: 'thorough' }, () =>
  startsLeaveNothing(5),
);

test(`${KILLS} runs killed at random leave nothing to the next one`, {
  timeout: TIMEOUT_MS,
  tags: 'thorough',
}, async () => {
  const seed = Date.now() % 1_000_000;
  const { signal } = new AbortController();

  for await (const kill of killRuns({ count: KILLS, seed, signal }))
    expect(kill, `seed ${seed}`).toMatchObject({ stays: [], disturbed: [] });
});
