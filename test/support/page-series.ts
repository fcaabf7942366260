import type { Attempt, Stack } from '@drydock/stack';
import { expect, vi } from 'vitest';
import { type AnswerOf, answerOf } from './answer-of.ts';
import { newTrace } from './trace.ts';
import { visitsByTrace } from './visits-by-trace.ts';

/** What the page gives the other services (apps/image-gallery/page.go). */
const PAGE_LIMIT_MS = 1_500;
/** BREAKER_OPEN_MS of image-gallery, and one call: then it knows that a service is well again. */
const RECOVERY_LIMIT_MS = 2_000 + 1_500;
/** For a machine with other work: this is no benchmark. */
const MARGIN_MS = 2_500;
/** It also has to start again what was killed. */
const RECOVERY_MARGIN_MS = 10_000;
/** For everything to be used for the first time. */
const FIRST_USE_MS = 60_000;

export interface LoadedPage {
  readonly traceId: string;
  readonly answer: AnswerOf;
}

async function loadPage(stack: Stack): Promise<LoadedPage> {
  const { traceId, traceparent } = newTrace();
  const answer = await answerOf(stack.service('image-gallery').url, { headers: { traceparent } });
  return { traceId, answer };
}

/** One page after the other, for so many and for so long at least. */
export async function loadPages(
  stack: Stack,
  { pages, forMs = 0 }: { readonly pages: number; readonly forMs?: number },
): Promise<LoadedPage[]> {
  const loaded: LoadedPage[] = [];
  for (const end = performance.now() + forMs; loaded.length < pages || performance.now() < end; )
    loaded.push(await loadPage(stack));
  return loaded;
}

/** A page within the limit, every time. */
export function expectInTime(loaded: readonly LoadedPage[]): void {
  const late = loaded.filter(
    ({ answer }) => answer.status !== 200 || answer.tookMs > PAGE_LIMIT_MS + MARGIN_MS,
  );
  expect(late.map(({ answer: { status, error, tookMs } }) => ({ status, error, tookMs }))).toEqual([]);
}

/** What the page tried for these visitors, as it says itself. */
export async function attemptsFor(
  stack: Stack,
  peer: string,
  loaded: readonly LoadedPage[],
): Promise<Attempt[]> {
  const traces = new Set(loaded.map(({ traceId }) => traceId));
  const { attempted } = (await stack.calls()).of('image-gallery');
  const { name } = stack.service(peer);
  return attempted.filter((attempt) => attempt.peer === name && traces.has(attempt.traceId));
}

/** Waits for the first page with picture and visits. */
export async function untilUsed(stack: Stack): Promise<void> {
  await waitForWholePage(stack, FIRST_USE_MS);
}

/** Waits for a page with picture and visits after an outage, with nothing restarted. */
export async function untilWhole(stack: Stack): Promise<void> {
  await waitForWholePage(stack, RECOVERY_LIMIT_MS + RECOVERY_MARGIN_MS);
}

async function waitForWholePage(stack: Stack, timeout: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { body } = (await loadPage(stack)).answer;
      expect({ hasPicture: body.includes('<img'), hasVisits: /<data value="\d/.test(body) }).toEqual({
        hasPicture: true,
        hasVisits: true,
      });
    },
    { timeout, interval: 100 },
  );
}

/** Each of these visits is counted, and none twice. */
export async function expectCountedOnce(stack: Stack, loaded: readonly LoadedPage[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const kept = await visitsByTrace(stack);
      const wrong = loaded.filter(({ traceId }) => kept.get(traceId)?.length !== 1);
      expect(wrong.map(({ traceId }) => traceId)).toEqual([]);
    },
    { timeout: 15_000, interval: 300 },
  );
}
