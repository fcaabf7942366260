// Proves that a silent service costs the first visitors their time and the others nothing, and that nobody has to
// restart anything afterwards: the breaker opens, lets one call find out, and closes.
import { type Attempt, callMatchers, type Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type AnswerOf, answerOf } from '../support/answer-of.ts';
import {
  attemptsFor,
  expectCountedOnce,
  expectInTime,
  type LoadedPage,
  loadPages,
  untilUsed,
  untilWhole,
} from '../support/page-series.ts';
import { openTestEngine, startServices } from '../support/services.ts';
import { newTrace } from '../support/trace.ts';

vi.setConfig({ testTimeout: 120_000 });

/** After which a breaker opens. */
const FAILURES = 3;
const PAGES = 40;
/** BREAKER_OPEN_MS of image-gallery, when nobody sets it. */
const OPEN_MS = 2_000;
/** Long enough for the breaker to open, and for a call that finds out. */
const SERIES_MS = 3 * OPEN_MS;
/** What the upstream is left alone for. */
const RETRY_SECONDS = 2;
let stack: Stack;

beforeAll(async () => {
  expect.extend(callMatchers);
  const env = { 'image-of-the-day': { RETRY_SECONDS: String(RETRY_SECONDS) } };
  stack = await startServices(await openTestEngine(), { env });
  await untilUsed(stack);
});
afterAll(() => stack?.stop());

const isSoonLeftAlone = async (peer: string, least: number) => {
  let loaded: LoadedPage[];
  let attempts: Attempt[];
  const began = performance.now();
  {
    await using _fault = await stack.service(peer).paused();
    loaded = await loadPages(stack, { pages: PAGES, forMs: SERIES_MS });
    attempts = await attemptsFor(stack, peer, loaded);
  }
  const openPeriods = (performance.now() - began) / OPEN_MS;
  expectInTime(loaded);

  const made = attempts.filter(({ isMade }) => isMade);
  const probes = made.filter(({ breaker }) => breaker === 'half-open');
  expect(attempts.length, 'calls, also those that were not made').toBeGreaterThanOrEqual(least);
  expect(made.length - probes.length, 'calls before it opened').toBeLessThanOrEqual(2 * FAILURES);
  expect(probes.length, 'calls that find out, one in each open period').toBeLessThanOrEqual(openPeriods + 1);

  await untilWhole(stack);
  await expectCountedOnce(stack, loaded);
  const { name } = stack.service(peer);
  const { attempted } = (await stack.calls()).of('image-gallery');
  const foundOut = attempted.filter(
    (one) => one.peer === name && one.breaker === 'half-open' && /^20[01]$/.test(one.result),
  );
  expect(foundOut.length, 'calls that found it well again').toBeGreaterThan(0);
};
const TITLE = 'with %s silent each page is in time, and soon nobody asks it any more';

test.each([['iotd', PAGES]] as const)(TITLE, isSoonLeftAlone);

// A page whose visit waits does not ask for their number.
test.each([['accesslog', FAILURES]] as const)(TITLE, { tags: 'thorough' }, isSoonLeftAlone);

test('with its upstream silent, image-of-the-day answers at once, and asks it again when the time is over', async () => {
  const ask = async (day: number) => {
    const { traceparent } = newTrace();
    const url = `${stack.service('iotd').url}/image?date=2023-05-${String(day).padStart(2, '0')}`;
    return answerOf(url, { headers: { traceparent } });
  };
  let day = 0;
  {
    await using _fault = await stack.service('apod').paused();
    let refused: AnswerOf;
    do {
      refused = await ask(++day);
      expect(refused.status).toBe(503);
    } while (!refused.body.includes('left alone') && day < 3 * FAILURES);

    expect(day, 'days asked for until it was left alone').toBeGreaterThan(FAILURES);
    expect(refused.body).toContain('left alone');
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(RETRY_SECONDS);
  }
  await vi.waitFor(async () => expect((await ask(++day)).status).toBe(200), {
    timeout: 15_000,
    interval: 500,
  });

  const calls = (await stack.calls()).of('iotd');
  expect(calls).toHaveTried('apod', { result: 'timeout', breaker: 'closed' });
  expect(calls).toHaveTried('apod', { result: 'not made', breaker: 'open' });
  expect(calls).toHaveTried('apod', { result: '200', breaker: 'half-open' });
});
