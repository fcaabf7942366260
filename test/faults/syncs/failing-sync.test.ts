// Proves that nothing is acknowledged while the disk fails, and that what was refused is no promise afterwards. A short
// run of what every/failing-sync.test.ts does for longer.
import type { Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countOfVisits } from '../../support/all-entries.ts';
import { openTestEngine, startServices } from '../../support/services.ts';
import { postEntry } from '../kills/writers.ts';
import { failSyncs } from './fail-syncs.ts';

const ROUNDS = 2;

let stack: Stack;

beforeAll(async () => {
  stack = await startServices(await openTestEngine());
});
afterAll(() => stack?.stop());

test('a disk that fails under load has nothing acknowledged, and loses nothing', async () => {
  const figures = await failSyncs(stack, { rounds: ROUNDS, seed: 'npm test' });

  expect(Object.keys(figures.whileFailing)).toEqual(['503, again after 1 s']);
  expect(figures).toMatchObject({ lost: [], double: [], wrong: [], unanswered: 0 });
  expect(figures.stored).toBe(figures.acknowledged);
});

test('what a process wrote that died on a failing disk is not called known before it is on the disk', async () => {
  const service = stack.service('accesslog');
  const before = await countOfVisits(stack);
  const statuses: (number | null)[] = [];
  const post = async () => statuses.push((await postEntry(service.url, 'refused')).status);
  {
    await using _failing = await service.withFailingSync();
    await post();
    await using _killed = await service.killed();
  }
  {
    await using _failing = await service.withFailingSync();
    await post();
  }
  await post();

  expect(statuses.slice(0, 2)).toEqual([503, 503]);
  expect(statuses[2]).toBeOneOf([200, 201]);
  expect(await countOfVisits(stack)).toBe(before + 1);
});
