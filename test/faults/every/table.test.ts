// Proves, service by service and fault by fault, what a visitor sees meanwhile, that nothing acknowledged is lost or
// counted twice, and that all is well afterwards with nothing restarted. Keeps the table in .drydock/faults.md.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@drydock/stack';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type AnswerOf, answerOf } from '../../support/answer-of.ts';
import { openTestEngine, ROOT, startServices } from '../../support/services.ts';
import { newTrace } from '../../support/trace.ts';
import { visitsByTrace } from '../../support/visits-by-trace.ts';
import { EXPECTED, type Expected } from './expected.ts';
import { DISK_KINDS, FAULT_KINDS, MEMORY_KINDS } from './fault-kinds.ts';

/** What the page gives the other services, and time to write it on a machine with other work. */
const PAGE_LIMIT_MS = 2_000;
/** Of a visitor. */
const PATIENCE_MS = 3_000;
/** A disk that can be filled, of the one service that has one. */
const VOLUME_BYTES = 8_000_000;
const WAITING = { timeout: 15_000, interval: 200 };
/** Each on its own trace: the first meets connections that were open before. */
const VISITS = 2;
const rows: string[] = [];
let stack: Stack;
/** As another service reaches the page, when its proxy is what fails. */
let pageUrl: string;

beforeAll(async () => {
  stack = await startServices(await openTestEngine(), {
    volumeSizes: { 'access-log-data': VOLUME_BYTES },
  });
  await Promise.all(stack.services.map((service) => service.proxied()));
  ({ url: pageUrl } = await stack.service('image-gallery').proxied());
  await untilWhole();
  // A page does not wait for the picture's bytes for long: from here on they are in the gallery's memory.
  await vi.waitFor(async () => expect((await answerOf(pictureUrl(await visit()))).status).toBe(200), WAITING);
});
afterAll(async () => {
  const folder = join(ROOT, '.drydock');
  mkdirSync(folder, { recursive: true });
  const head = ['| service | fault | expected | observed |', '| --- | --- | --- | --- |'];
  writeFileSync(join(folder, 'faults.md'), `${[...head, ...rows].join('\n')}\n`);
  await stack?.stop();
});

interface Visit {
  readonly traceId: string;
  readonly answer: AnswerOf;
  readonly shows: string;
}

async function visit(): Promise<Visit> {
  const { traceId, traceparent } = newTrace();
  const answer = await answerOf(pageUrl, { headers: { traceparent }, timeoutMs: PATIENCE_MS });
  return { traceId, answer, shows: shownBy(answer) };
}

function pictureUrl({ answer }: Visit): string {
  const [, path = ''] = /src="(\/picture\/[^"]+)"/.exec(answer.body) ?? [];
  return new URL(path, pageUrl).href;
}

function shownBy({ status, body, error }: AnswerOf): string {
  if (status !== 200) return status === null ? `no page (${error})` : `status ${status}`;
  const parts = [
    ...(body.includes('<img') ? ['picture'] : []),
    ...(/<data value="\d/.test(body) ? ['visits'] : []),
  ];
  return parts.join(' and ') || 'neither picture nor visits';
}

/** How often each visit is counted in the end. */
async function counts(visits: readonly Visit[]): Promise<number[]> {
  const kept = await visitsByTrace(stack);
  return visits.map(({ traceId }) => kept.get(traceId)?.length ?? 0);
}

/** Without anything being restarted. */
async function untilWhole(): Promise<void> {
  await vi.waitFor(async () => expect((await visit()).shows).toBe('picture and visits'), WAITING);
}

describe.each(Object.entries(EXPECTED))('%s', (target, { always, except }) => {
  const disk = target === 'access-log' ? DISK_KINDS : {};
  test.each(Object.entries({ ...FAULT_KINDS, ...MEMORY_KINDS, ...disk }))('%s', async (kind, begin) => {
    const expected: Expected = { ...always, ...except[kind] };
    const visits: Visit[] = [];

    {
      await using _fault = await begin(stack.service(target));
      for (let i = 0; i < VISITS; i++) visits.push(await visit());
    }
    await untilWhole();

    const row = { target, kind, expected, visits };
    try {
      expectShown(expected, visits);
      await vi.waitFor(async () => expectCounted(expected, visits, await counts(visits)), WAITING);
    } finally {
      rows.push(rowOf({ ...row, counted: await counts(visits) }));
    }
  });
});

function expectShown({ shows, isInTime }: Expected, visits: readonly Visit[]): void {
  for (const visit of visits) {
    expect(visit.shows).toMatch(shows);
    if (isInTime) expect(visit.answer.tookMs, visit.shows).toBeLessThan(PAGE_LIMIT_MS);
  }
}

function expectCounted(expected: Expected, visits: readonly Visit[], counted: readonly number[]): void {
  for (const [index, { answer, traceId }] of visits.entries()) {
    const allowed = expected.counts[answer.status === 200 ? 'answered' : 'unanswered'];
    expect(allowed, `trace ${traceId} is counted ${counted[index]} times`).toContain(counted[index]);
  }
}

interface Cell {
  readonly target: string;
  readonly kind: string;
  readonly expected: Expected;
  readonly visits: readonly Visit[];
  readonly counted: readonly number[];
}

function rowOf({ target, kind, expected, visits, counted }: Cell): string {
  const seen = visits.map(({ shows, answer }) => `${shows} in ${Math.round(answer.tookMs)} ms`);
  return `| ${target} | ${kind} | ${expected.words} | ${seen.join('; ')}; counted ${counted.join(', ')} |`;
}
