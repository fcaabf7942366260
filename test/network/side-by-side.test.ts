// Proves that several stacks run at once on one machine without meeting, and that nothing of them stays.
import type { Engine } from '@drydock/engine';
import { findStacks, type Stack } from '@drydock/stack';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countOfVisits } from '../support/all-entries.ts';
import { leftOfStack } from '../support/left-of-stack.ts';
import { openTestEngine, startServices } from '../support/services.ts';

let engine: Engine;
let one: Stack;
let other: Stack;
const started = new AsyncDisposableStack();

beforeAll(async () => {
  engine = await openTestEngine();
  const start = async () => started.use(await startServices(engine));
  [one, other] = await Promise.all([start(), start()]);
});

afterAll(() => started.disposeAsync());

const visit = (stack: Stack) => request(stack.service('image-gallery').url).get('/').expect(200);

test('two stacks started at the same time count their own visits only', async () => {
  for (let visits = 0; visits < 3; visits++) await visit(one);
  await visit(other);

  await expect
    .poll(() => Promise.all([countOfVisits(one), countOfVisits(other)]), { timeout: 10_000 })
    .toEqual([3, 1]);
  expect(one.network).not.toBe(other.network);
});

test('a stopped stack leaves no container, network or volume, and the other one alone', async () => {
  const [before, others] = await Promise.all([one, other].map(({ name }) => leftOfStack(engine, name)));

  await one.stop();

  expect(before).toHaveLength(4 + 1 + 1);
  expect(await leftOfStack(engine, one.name)).toEqual([]);
  expect((await findStacks(engine)).map(({ name }) => name)).not.toContain(one.name);
  expect(await leftOfStack(engine, other.name)).toEqual(others);
  await visit(other);
});
