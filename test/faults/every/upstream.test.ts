// Proves what image-of-the-day answers for a day that it does not know yet, while its upstream is under a fault.
import type { Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { answerOf } from '../../support/answer-of.ts';
import { openTestEngine, startServices } from '../../support/services.ts';
import { FAULT_KINDS } from './fault-kinds.ts';

/** What it gives the upstream, and time to answer on a machine with other work. */
const ANSWER_LIMIT_MS = 3_000 + 1_000;
/** Under these, the upstream's answer comes and is a good one. */
const BEARABLE = ['late by 200 ms', '1 kB/s'];
let stack: Stack;

beforeAll(async () => {
  const env = { 'image-of-the-day': { RETRY_SECONDS: '1' } };
  stack = await startServices(await openTestEngine(), { env });
});
afterAll(() => stack?.stop());

test.each(Object.entries(FAULT_KINDS).map(([kind, begin], index) => ({ kind, begin, index })))(
  '$kind',
  async ({ kind, begin, index }) => {
    const date = `2024-01-${String(index + 1).padStart(2, '0')}`; // a day of its own: none is in memory
    const ask = () => answerOf(`${stack.service('iotd').url}/image?date=${date}`);
    {
      await using _fault = await begin(stack.service('apod'));

      const { status, headers, body, tookMs } = await ask();

      expect(tookMs).toBeLessThan(ANSWER_LIMIT_MS);
      // A restarted upstream may be back already: it is the fastest of the four.
      expect(kind === 'restarted' ? [200, 503] : [BEARABLE.includes(kind) ? 200 : 503]).toContain(status);
      if (status === 503) {
        expect(headers.get('content-type')).toMatch('application/problem+json');
        expect(headers.get('retry-after')).toMatch(/^\d+$/);
        expect(JSON.parse(body)).toMatchObject({ status: 503 });
      }
    }
    await vi.waitFor(async () => expect((await ask()).status).toBe(200), { timeout: 15_000, interval: 200 });
  },
);
