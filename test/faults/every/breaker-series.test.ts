// Proves with hundreds of pages that whatever happens to the picture's service, to the visits' or to both, each page
// comes within its limit, that an outage is not asked about page by page, and that all is well again by itself.
import { type Engine, runDocker } from '@drydock/engine';
import type { Service, Stack } from '@drydock/stack';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  attemptsFor,
  expectCountedOnce,
  expectInTime,
  loadPages,
  untilUsed,
  untilWhole,
} from '../../support/page-series.ts';
import { openTestEngine, startServices } from '../../support/services.ts';

vi.setConfig({ testTimeout: 180_000 });

const PAGES = 100;
/** Long enough for a breaker to open, to find out in vain, and to open again. */
const SERIES_MS = 8_000;
const BREAKER_OPEN_MS = 2_000;
/** It may be asked before the breaker opens, by page, by retry and by the four that deliver visits. */
const FIRST_CALLS = 10;

const OUTAGES = {
  killed: (service: Service) => service.killed(),
  paused: (service: Service) => service.paused(),
  'late by 5 s': (service: Service) => service.delayed({ ms: 5_000 }),
  disconnected: (service: Service) => service.disconnected(),
} as const;

let engine: Engine;
let stack: Stack;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine);
  await untilUsed(stack);
});
afterAll(() => stack?.stop());

async function startedAt(): Promise<string> {
  const format = ['--format', '{{.State.StartedAt}}'];
  return (await runDocker(engine, ['inspect', ...format, stack.service('image-gallery').containerId])).stdout;
}

describe.each([[['iotd']], [['accesslog']], [['iotd', 'accesslog']]])('%s', (peers) => {
  test.each(Object.entries(OUTAGES))('%s', async (_, begin) => {
    const before = await startedAt();
    await using faults = new AsyncDisposableStack();
    for (const peer of peers) faults.use(await begin(stack.service(peer)));

    const begun = performance.now();
    const loaded = await loadPages(stack, { pages: PAGES, forMs: SERIES_MS });
    const lastedMs = performance.now() - begun;

    expectInTime(loaded);
    for (const peer of peers) {
      const made = (await attemptsFor(stack, peer, loaded)).filter(({ isMade }) => isMade);
      expect(made.length, `calls of ${peer} for ${loaded.length} pages`).toBeLessThanOrEqual(
        FIRST_CALLS + lastedMs / BREAKER_OPEN_MS,
      );
    }
    await faults.disposeAsync();
    await untilWhole(stack);
    await expectCountedOnce(stack, loaded);
    expect(await startedAt(), 'the page was not restarted').toBe(before);
  });
});
