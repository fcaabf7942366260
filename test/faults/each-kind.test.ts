// Proves one fault of each kind: it does what it says, the same is not seen before it, and no more after it. And that the
// logs tell who called whom. All other faults are in the files beside this one.
import { type Engine, runDocker } from '@drydock/engine';
import { callMatchers, type Service, type Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AnswerOf, answerOf } from '../support/answer-of.ts';
import { proveFault } from '../support/fault-case.ts';
import { openTestEngine, startServices } from '../support/services.ts';
import { newTrace } from '../support/trace.ts';
import { wholeVisit } from './whole-visit.ts';

let engine: Engine;
let stack: Stack;
let service: Service;

beforeAll(async () => {
  expect.extend(callMatchers);
  engine = await openTestEngine();
  stack = await startServices(engine, {
    volumeSizes: { 'access-log-data': 4_000_000 },
    env: { 'image-of-the-day': { RETRY_SECONDS: '1' } },
  });
  service = stack.service('accesslog');
});
afterAll(() => stack?.stop());

/** The trace of a day that nobody has asked for: image-of-the-day keeps those that it knows. */
function newDay(): Promise<string> {
  let day = 0;
  return vi.waitFor(
    async () => {
      const { traceId, traceparent } = newTrace();
      day += 1;
      const url = `${stack.service('iotd').url}/image?date=2023-05-${String(day).padStart(2, '0')}`;
      expect((await answerOf(url, { headers: { traceparent } })).status).toBe(200);
      return traceId;
    },
    { timeout: 60_000, interval: 2_000 },
  );
}

/** Delivery goes on after the page is there, and so do the lines of the log. */
function eventually(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000, interval: 200 });
}

function post(): Promise<AnswerOf> {
  const body = JSON.stringify({ id: crypto.randomUUID(), clientIp: '192.0.2.1' });
  const headers = { 'content-type': 'application/json' };
  return answerOf(`${service.url}/access-log`, { method: 'POST', body, headers });
}

async function count(): Promise<string> {
  return (await answerOf(`${service.url}/stats`)).body;
}

test('one visit: who called whom, once each', async () => {
  const traceId = await wholeVisit(stack);

  await eventually(async () => {
    const calls = await stack.calls({ traceId });
    const page = calls.of('image-gallery');
    expect(page).toHaveAnswered({ path: '/', status: 200, times: 1, withinMs: 10_000 });
    expect(page).toHaveCalled('iotd', { method: 'GET', path: '/image', status: 200, times: 1 });
    expect(page).toHaveCalled('accesslog', { method: 'POST', status: 201, times: 1, attempts: 1 });
    expect(calls.of('iotd')).not.toHaveCalled('accesslog');
    expect(calls.of('accesslog').made).toEqual([]);
  });

  const ofDay = await newDay();
  await eventually(async () => {
    const calls = await stack.calls({ traceId: ofDay });
    expect(calls.of('iotd')).toHaveCalled('apod', { path: '/planetary/apod', times: 1 });
  });
});

test('paused: it takes the call on and does not answer', () =>
  proveFault({
    begin: () => service.paused(),
    shows: async () => {
      const answer = await answerOf(`${service.url}/stats`, { timeoutMs: 500 });
      expect(answer.error).toBe('no answer within 500 ms');
    },
  }));

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

test('failing sync: nothing is acknowledged that may not be on the disk', () =>
  proveFault({
    begin: () => service.withFailingSync(),
    shows: async () => expect((await post()).status).toBe(503),
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

test('delayed: an answer is late', async () => {
  const { url } = await service.proxied();

  await proveFault({
    begin: () => service.delayed({ ms: 300, jitterMs: 50 }),
    shows: async () => expect((await answerOf(`${url}/stats`)).tookMs).toBeGreaterThanOrEqual(250),
  });
});

test('silent upstream: a day that nobody has asked for is refused with a time to come back, and served then', async () => {
  const ask = () => answerOf(`${stack.service('iotd').url}/image?date=2022-01-03`);
  {
    await using _fault = await stack.service('apod').paused();

    const { status, headers, body } = await ask();

    expect(status, body).toBe(503);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
  }
  await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 30_000, interval: 200 });
});
