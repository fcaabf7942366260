// Proves that visits outlive what people do with a stack in random orders, and that the same check sees what is lost.
import type { Engine } from '@drydock/engine';
import { beforeAll, expect, test, vi } from 'vitest';
import { openTestEngine } from '../support/services.ts';
import { keptCopy } from './kept-copy.ts';
import { runOrder } from './order.ts';
import { accessLogOf, postVisit, storedVisits } from './visits.ts';

vi.setConfig({ testTimeout: 600_000 });

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

test.for(['one', 'two', 'three', 'four'])('no acknowledged visit is lost: order %s', async (seed) => {
  const { acknowledged, lost, steps } = await runOrder(engine, seed);

  expect(lost, steps.join(', ')).toEqual([]);
  expect(acknowledged).toBeGreaterThan(0);
});

test('a visit that is gone is seen to be gone', async () => {
  await using copy = await keptCopy(engine);
  await copy.run(['up', '--no-build']);
  const posted = await postVisit((await accessLogOf(engine, copy.stack)) ?? '', 'first');

  await copy.run(['down', '--volumes']);
  await copy.run(['up', '--no-build']);

  expect(posted).toBe(true);
  expect(await storedVisits((await accessLogOf(engine, copy.stack)) ?? '')).toEqual(new Set());
});
