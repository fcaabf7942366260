// Proves that the services' logs tell what was tried under a fault, and that a matcher that fails says what they tell.
// each-kind.test.ts has a visit without a fault.
import { ANSWERS, callMatchers, type Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { answerOf } from '../support/answer-of.ts';
import { openTestEngine, startServices } from '../support/services.ts';
import { newTrace } from '../support/trace.ts';
import { visitsByTrace } from '../support/visits-by-trace.ts';
import { wholeVisit } from './whole-visit.ts';

let stack: Stack;

beforeAll(async () => {
  expect.extend(callMatchers);
  stack = await startServices(await openTestEngine());
  await stack.service('accesslog').proxied();
});
afterAll(() => stack?.stop());

async function visit(): Promise<string> {
  const { traceId, traceparent } = newTrace();
  const page = await answerOf(stack.service('image-gallery').url, { headers: { traceparent } });
  expect(page.status).toBe(200);
  return traceId;
}

/** Delivery goes on after the page is there, and so do the lines of the log. */
function eventually(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 15_000, interval: 200 });
}

test('a visit that is delivered late: what was tried, and which entry came of it', async () => {
  let traceId: string;
  {
    await using _fault = await stack.service('accesslog').answering(ANSWERS.unavailable(1));
    traceId = await visit();
    await eventually(async () => {
      const calls = (await stack.calls({ traceId })).of('image-gallery');
      expect(calls).toHaveCalled('accesslog', { method: 'POST', status: 503 });
      expect(calls.made.at(-1)).toMatchObject({ callee: 'access-log', isByProxy: true });
      expect(calls).toHaveTried('accesslog', { method: 'POST', attempt: 2, result: '503' });
    });
  }

  await eventually(async () => {
    const calls = await stack.calls({ traceId });
    expect(calls.of('accesslog')).toHaveAnswered({ method: 'POST', status: 201, times: 1 });
    const [kept, ...more] = calls.of('accesslog').answered.filter(({ isByProxy }) => !isByProxy);
    expect(kept).toBeDefined();
    expect(more).toEqual([]);
    const tried = calls.of('image-gallery').attempted.filter(({ result }) => result === '201');
    expect(tried.map(({ attempt }) => attempt > 2)).toEqual([true]);
  });
  expect((await visitsByTrace(stack)).get(traceId)).toHaveLength(1);
});

test('a matcher that fails prints the call graph', async () => {
  const traceId = await wholeVisit(stack);
  await eventually(async () =>
    expect((await stack.calls({ traceId })).of('image-gallery')).toHaveAnswered({ path: '/' }),
  );
  const calls = await stack.calls({ traceId });

  const claim = () => expect(calls.of('image-gallery')).toHaveCalled('iotd', { times: 2 });

  expect(claim).toThrow('image-gallery called image-of-the-day: once, expected 2 times');
  expect(claim).toThrow(`trace ${traceId}\n  outside → image-gallery  GET /  200`);
  expect(claim).toThrow('\n    image-gallery → image-of-the-day  GET /image  200');
});
