// Proves, over many failures of the disk under load, that nothing is acknowledged meanwhile and nothing lost.
import { expect, test } from 'vitest';
import { openTestEngine, startServices } from '../../support/services.ts';
import { failSyncs } from '../syncs/fail-syncs.ts';

const ROUNDS = 20;
const TIMEOUT_MS = 1_200_000;

test(`${ROUNDS} failures of the disk`, { timeout: TIMEOUT_MS }, async () => {
  await using stack = await startServices(await openTestEngine());

  const figures = await failSyncs(stack, { rounds: ROUNDS, seed: 'npm run test:faults' });

  expect(Object.keys(figures.whileFailing)).toEqual(['503, again after 1 s']);
  expect(figures).toMatchObject({ lost: [], double: [], wrong: [], unanswered: 0 });
  expect(figures.stored).toBe(figures.acknowledged);
});
