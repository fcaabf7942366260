import type { Stack } from '@drydock/stack';
import { expect, vi } from 'vitest';
import { answerOf } from '../support/answer-of.ts';
import { newTrace } from '../support/trace.ts';

/** For everything to be used for the first time, on a machine with other work. */
const FIRST_USE_MS = 60_000;
/** Well within what the page gives the other services: then it gave up on none of them. */
const QUICK_MS = 1_000;

/** The trace of a visit whose page has picture and visits, and soon: none of the services was late. */
export function wholeVisit(stack: Stack): Promise<string> {
  return vi.waitFor(
    async () => {
      const { traceId, traceparent } = newTrace();
      const { body, tookMs } = await answerOf(stack.service('image-gallery').url, {
        headers: { traceparent },
      });
      expect(body).toContain('<img');
      expect(body).toMatch(/<data value="\d/);
      expect(tookMs).toBeLessThan(QUICK_MS);
      return traceId;
    },
    { timeout: FIRST_USE_MS, interval: 200 },
  );
}
