// Proves that a full disk, too little memory and a disk that fails or is slow are real, and over afterwards.
import { type Engine, runDocker } from '@drydock/engine';
import type { Service, Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
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

async function count(): Promise<string> {
  return (await answerOf(`${service.url}/stats`)).body;
}

test('full disk: nothing is acknowledged that could not be written', async () => {
  await proveFault({
    begin: () => service.withFullDisk(),
    shows: async () => {
      const before = await count();
      const refused = await post();
      expect(refused.status).toBe(507);
      expect(refused.headers.get('content-type')).toMatch('application/problem+json');
      expect(await count()).toBe(before);
    },
  });

  expect((await post()).status).toBe(201);
});

test('a size for a volume that is not there is a mistake', async () => {
  const start = startServices(engine, { volumeSizes: { 'acess-log-data': 4_000_000 } });

  await expect(start).rejects.toThrow('no volume is called "acess-log-data"');
});

test('a volume without a size is not filled: it is the disk of this machine', async () => {
  await using other = await startServices(engine);

  await expect(other.service('accesslog').withFullDisk()).rejects.toThrow('as large as the disk');
  await expect(other.service('apod').withFullDisk()).rejects.toThrow('no volume');
});

test('failing sync: nothing is acknowledged that may not be on the disk', () =>
  proveFault({
    begin: () => service.withFailingSync(),
    shows: async () => expect((await post()).status).toBe(503),
  }));

test('slow sync: an acknowledgement waits for the disk', () =>
  proveFault({
    begin: () => service.withSlowSync({ ms: 300 }),
    shows: async () => {
      const { status, tookMs } = await post();
      expect({ status, isLate: tookMs >= 300 }).toEqual({ status: 201, isLate: true });
    },
  }));

test('little memory: the kernel ends what needs more, and the limit is the old one afterwards', async () => {
  const inspect = async (format: string) =>
    (await runDocker(engine, ['inspect', '--format', format, service.containerId])).stdout.trim();
  const ended = async () =>
    expect(await inspect('{{.State.Status}} {{.State.OOMKilled}}')).toBe('exited true');
  const before = await inspect('{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}');

  await proveFault({
    begin: async () => {
      const fault = await service.withMemory({ limitBytes: 8_000_000 });
      await vi.waitFor(ended, 10_000);
      return fault;
    },
    shows: ended,
  });

  expect(await inspect('{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}')).toBe(before);
});
