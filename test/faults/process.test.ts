// Proves that what happens to a service's process or to its place on the network happens, and is over afterwards.
// each-kind.test.ts has `paused`.
import { type Engine, runDocker } from '@drydock/engine';
import { probe, type Service, type Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerOf } from '../support/answer-of.ts';
import { proveFault } from '../support/fault-case.ts';
import { openTestEngine, startServices } from '../support/services.ts';

let engine: Engine;
let stack: Stack;
let service: Service;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine);
  service = stack.service('accesslog');
});
afterAll(() => stack?.stop());

async function state(): Promise<{ Status: string; ExitCode: number; StartedAt: string }> {
  const { stdout } = await runDocker(engine, ['inspect', '--format', '{{json .State}}', service.containerId]);
  return JSON.parse(stdout);
}

async function post(id: string): Promise<number | null> {
  const body = JSON.stringify({ id, clientIp: '192.0.2.1' });
  const headers = { 'content-type': 'application/json' };
  return (await answerOf(`${service.url}/access-log`, { method: 'POST', body, headers })).status;
}

test('killed: it ends with no time for anything, and has what it acknowledged when it is back', () =>
  proveFault({
    begin: async () => {
      expect(await post(crypto.randomUUID())).toBe(201);
      return service.killed();
    },
    shows: async () => {
      expect(await state()).toMatchObject({ Status: 'exited', ExitCode: 137 });
      expect((await answerOf(`${service.url}/stats`)).error).not.toBe('');
    },
  }).then(async () => expect((await answerOf(`${service.url}/stats`)).body).toBe('{"logs":1}')));

test('stopped: it is asked to end, and does', () =>
  proveFault({
    begin: () => service.stopped(),
    shows: async () => expect(await state()).toMatchObject({ Status: 'exited', ExitCode: 0 }),
  }));

test('restarted: another process has taken its place', async () => {
  const before = await state();

  await using fault = await service.restarted();
  await fault.heal();

  const after = await state();
  expect(after.Status).toBe('running');
  expect(after.StartedAt > before.StartedAt).toBe(true);
  expect((await answerOf(`${service.url}/health`)).status).toBe(200);
});

test('disconnected: nobody on the network knows its names, and all of them are back', async () => {
  const ask = (name: string) => probe(engine, { network: stack.network, url: `http://${name}/stats` });

  await proveFault({
    begin: () => service.disconnected(),
    shows: async () => expect((await ask('accesslog')).error ?? '').toMatch(/not known|resolution/),
  });

  expect((await ask('access-log')).status).toBe(200);
  expect((await ask('accesslog')).status).toBe(200);
});

test('a fault that is healed twice, or within another one, does no harm', async () => {
  await using outer = await service.paused();
  await using inner = await service.disconnected();

  await inner.heal(); // the service does not answer yet, and this does not wait for it
  await outer.heal();
  await Promise.all([outer.heal(), inner.heal()]);

  expect((await answerOf(`${service.url}/health`)).status).toBe(200);
});

test('a service keeps its address on this machine over every fault', async () => {
  for (const begin of [service.killed, service.stopped, service.disconnected]) {
    await using _fault = await begin();
  }

  expect((await answerOf(`${service.url}/health`)).status).toBe(200);
});
