// Proves that several stacks run at once on one machine without meeting, and that nothing of them stays.
import { type Engine, runDocker } from '@drydock/engine';
import { findStacks } from '@drydock/stack';
import request from 'supertest';
import { beforeAll, expect, test } from 'vitest';
import { openTestEngine, startServices } from '../support/services.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

async function count(engine: Engine, ...command: string[]): Promise<string[]> {
  const { stdout } = await runDocker(engine, [...command, '--filter', 'label=dev.drydock.stack', '--quiet']);
  return stdout.split('\n').filter(Boolean);
}

test('two stacks started at the same time count their own visits only', async () => {
  await using one = await startServices(engine);
  await using other = await startServices(engine);

  for (let visit = 0; visit < 3; visit++)
    await request(one.service('image-gallery').url).get('/').expect(200);
  await request(other.service('image-gallery').url).get('/').expect(200);

  const logs = (stack: typeof one) =>
    request(stack.service('accesslog').url)
      .get('/stats')
      .then(({ body }) => body.logs);
  await expect.poll(() => Promise.all([logs(one), logs(other)]), { timeout: 10_000 }).toEqual([3, 1]);
  expect(one.network).not.toBe(other.network);
});

test('a stopped stack leaves no container, network or volume', async () => {
  const stack = await startServices(engine);
  const before = await Promise.all([
    count(engine, 'ps', '--all'),
    count(engine, 'network', 'ls'),
    count(engine, 'volume', 'ls'),
  ]);

  await stack.stop();

  const after = await Promise.all([
    count(engine, 'ps', '--all'),
    count(engine, 'network', 'ls'),
    count(engine, 'volume', 'ls'),
  ]);
  expect(before.map((ids) => ids.length)).toEqual(
    after.map((ids, kind) => ids.length + (kind === 0 ? 4 : 1)),
  );
  expect((await findStacks(engine)).map(({ name }) => name)).not.toContain(stack.name);
});
