// Proves that a slow disk is real, and over afterwards, and which volumes are not filled.
// each-kind.test.ts has a full disk, a failing one, and too little memory.
import type { Engine } from '@drydock/engine';
import type { Service, Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnswerOf, answerOf } from '../../support/answer-of.ts';
import { proveFault } from '../../support/fault-case.ts';
import { openTestEngine, startServices } from '../../support/services.ts';

let engine: Engine;
let stack: Stack;
let service: Service;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine, { volumeSizes: { 'access-log-data': 4_000_000 } });
  service = stack.service('accesslog');
});
afterAll(() => stack?.stop());

function post(): Promise<AnswerOf> {
  const body = JSON.stringify({ id: crypto.randomUUID(), clientIp: '192.0.2.1' });
  const headers = { 'content-type': 'application/json' };
  return answerOf(`${service.url}/access-log`, { method: 'POST', body, headers });
}

test('a size for a volume that is not there is a mistake', async () => {
  const start = startServices(engine, { volumeSizes: { 'acess-log-data': 4_000_000 } });

  await expect(start).rejects.toThrow('no volume is called "acess-log-data"');
});

test('a volume without a size is not filled: it is the disk of this machine', async () => {
  await using other = await startServices(engine);

  await expect(other.service('accesslog').withFullDisk()).rejects.toThrow('as large as the disk');
  await expect(other.service('apod').withFullDisk()).rejects.toThrow('no volume');
});

test('slow sync: an acknowledgement waits for the disk', () =>
  proveFault({
    begin: () => service.withSlowSync({ ms: 300 }),
    shows: async () => {
      const { status, tookMs } = await post();
      expect({ status, isLate: tookMs >= 300 }).toEqual({ status: 201, isLate: true });
    },
  }));
