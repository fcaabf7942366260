// Proves that containers on one network reach each other by name and by address, and that those on another one do not.
import { randomUUID } from 'node:crypto';
import { type Engine, runDocker } from '@drydock/engine';
import { probe, type Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEngine, startServices } from '../support/services.ts';

const elsewhere = `drydock-elsewhere-${randomUUID().slice(0, 8)}`;
let engine: Engine;
let stack: Stack;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine);
  await runDocker(engine, ['network', 'create', elsewhere]);
});

afterAll(async () => {
  await stack?.stop();
  await runDocker(engine, ['network', 'rm', elsewhere]);
});

const TARGETS = [
  ['iotd', '/health'],
  ['accesslog', '/stats'],
  ['image-gallery', '/health'],
  ['apod', '/health'],
] as const;

test.concurrent.each(TARGETS)('%s answers by name on its network', async (name, path) => {
  const answer = await probe(engine, { network: stack.network, url: `http://${name}${path}` });

  expect(answer).toMatchObject({ ok: true, status: 200 });
});

test.concurrent.each(TARGETS)('%s answers by address on its network', async (name, path) => {
  const address = stack.service(name).addressOnNetwork;

  const answer = await probe(engine, { network: stack.network, url: `http://${address}${path}` });

  expect(answer).toMatchObject({ ok: true, status: 200 });
});

test.concurrent.each(TARGETS)(
  '%s is not reached from another network, by name or by address',
  async (name, path) => {
    const hosts = [name, stack.service(name).addressOnNetwork];

    const answers = await Promise.all(
      hosts.map((host) =>
        probe(engine, { network: elsewhere, url: `http://${host}${path}`, timeoutMs: 2_000 }),
      ),
    );

    expect(answers.map(({ ok, status }) => ({ ok, status }))).toEqual(
      hosts.map(() => ({ ok: false, status: null })),
    );
  },
);
