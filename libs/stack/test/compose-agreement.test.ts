// Proves that the containers of a generated compose file are the ones that Compose makes of it: docker inspect says so.
import { type Engine, openEngine } from '@drydock/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { comparable, differences, type Inspected } from '../fuzz/inspected.ts';
import { judgeCompose, makeEmptyImage, removeEmptyImage } from '../fuzz/judge-compose.ts';
import { objectsNamed } from './fixtures/objects.ts';

const SEED = 'agreement';
const FEW = [0, 1, 2, 3, 4, 5];
const MORE = Array.from({ length: 24 }, (_, index) => index + FEW.length);

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ env: process.env, onProgress: () => undefined });
  await makeEmptyImage(engine);
});
afterAll(async () => {
  await removeEmptyImage(engine);
  expect(await objectsNamed(engine, `fuzz-${process.pid}`)).toEqual([]);
});

async function expectAgreement(index: number): Promise<void> {
  const judged = await judgeCompose(engine, SEED, index);

  expect(judged).toMatchObject({ refused: undefined, differences: [] });
  expect(judged.services).toBeGreaterThan(0);
}

test.concurrent.each(FEW)('file %i', expectAgreement);

test.concurrent.each(MORE)('file %i', { tags: 'thorough' }, expectAgreement);

test('a container with one other setting is found to differ, in that setting', () => {
  const container: Inspected = {
    Id: 'a'.repeat(64),
    Name: '/stack-web',
    Config: { Hostname: 'a'.repeat(12), Labels: { 'dev.drydock.stack': 'b' }, Env: ['A=1', 'B=2'] },
    HostConfig: { Binds: ['stack_data:/data:rw'] },
    Mounts: [],
    NetworkSettings: { Networks: null },
  };
  const other = { ...container, Id: 'b', Config: { ...container.Config, Env: ['B=2', 'A=2'], Labels: null } };
  const same = (text: string) => text;

  expect(differences(comparable(container, same), comparable(other, same))).toEqual([
    expect.stringMatching(/^Config\.Env: Compose \["A=1","B=2"\], Drydock \["A=2","B=2"\]$/),
    expect.stringMatching(/^Config\.Hostname/),
  ]);
});
