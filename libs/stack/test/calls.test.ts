// Proves that who called whom is found from log lines alone, and that the matchers are red where they have to be.
import { beforeAll, describe, expect, test } from 'vitest';
import { callMatchers } from '../src/evidence/call-matchers.ts';
import { gatherCalls } from '../src/evidence/gather-calls.ts';
import { callGraph, type LogLine } from '../src/index.ts';

const SERVICES = [
  { name: 'page', aliases: ['www'], dependsOn: ['picture', 'visits'] },
  { name: 'picture', aliases: [], dependsOn: ['upstream'] },
  { name: 'visits', aliases: [], dependsOn: [] },
  { name: 'upstream', aliases: [], dependsOn: [] },
];

beforeAll(() => {
  expect.extend(callMatchers);
});

/** A line as a service logs it when a request is over: at `endMs`, after `durationMs`. */
function line(service: string, endMs: number, request: object): LogLine {
  const time = `2026-01-01T00:00:00.${String(endMs).padStart(3, '0')}000000Z`;
  const text = JSON.stringify({ msg: 'request', traceId: 't1', method: 'GET', status: 200, ...request });
  return { service, time, stream: 'stdout', text };
}

function gather(
  lines: readonly LogLine[],
  { proxyLines = [] as LogLine[], traceId = undefined as string | undefined } = {},
) {
  const nameOf = (name: string) => (name === 'www' ? 'page' : name);
  return gatherCalls({ services: SERVICES, lines, proxyLines, traceId, nameOf });
}

const VISIT = [
  line('page', 500, { path: '/', durationMs: 400 }),
  line('picture', 300, { path: '/image', durationMs: 190 }),
  line('upstream', 290, { path: '/day', durationMs: 100 }),
  line('visits', 115, { path: '/visits', method: 'POST', status: 503, durationMs: 3 }),
  line('visits', 700, { path: '/visits', method: 'POST', status: 201, durationMs: 3 }),
  line('upstream', 450, { path: '/day.jpg', durationMs: 100 }),
];

describe('who called whom', () => {
  test('the service at work when a call began is its caller, rather one that depends on it', () => {
    const calls = gather(VISIT);

    expect(calls.all.map(({ caller, callee, path }) => [caller, callee, path])).toEqual([
      [null, 'page', '/'],
      ['page', 'picture', '/image'],
      ['page', 'visits', '/visits'],
      ['picture', 'upstream', '/day'],
      ['page', 'upstream', '/day.jpg'],
      ['page', 'visits', '/visits'],
    ]);
  });

  test.for(['2026-01-01T00:00:00.500Z', '2026-01-01T00:00:00.500000123Z'])(
    'a line that takes long to the engine is as old as the service says: %s',
    (time) => {
      const [, ...others] = VISIT;
      const late = line('page', 700, { path: '/', durationMs: 400, time });

      const calls = gather([late, ...others]);

      expect(calls.of('page').made.map(({ callee }) => callee)).toContain('picture');
      expect(calls.of('picture').answered.map(({ caller }) => caller)).toEqual(['page']);
    },
  );

  test('the same call once more is a further attempt', () => {
    const attempts = gather(VISIT)
      .of('visits')
      .answered.map(({ attempt }) => attempt);

    expect(attempts).toEqual([1, 2]);
  });

  test('what a proxy answered counts, and is marked', () => {
    const proxyLines = [line('visits', 130, { path: '/visits', method: 'POST', status: 429, durationMs: 1 })];

    const answered = gather(VISIT, { proxyLines }).of('visits').answered;

    expect(answered.map(({ status, isByProxy }) => [status, isByProxy])).toEqual([
      [503, false],
      [429, true],
      [201, false],
    ]);
  });

  test('other traces, health checks and lines that are no requests are no calls', () => {
    const lines = [
      ...VISIT,
      line('page', 10, { path: '/health', durationMs: 1 }),
      line('page', 20, { path: '/', durationMs: 1, traceId: 't2' }),
      { service: 'page', time: '2026-01-01T00:00:00Z', stream: 'stderr' as const, text: 'panic!' },
    ];

    expect(gather(lines, { traceId: 't1' }).all).toHaveLength(VISIT.length);
    expect(gather(lines).all).toHaveLength(VISIT.length + 1);
  });
});

/** A line as a service logs it when an attempt to call another one is over. */
function attempt(service: string, endMs: number, call: object): LogLine {
  const base = { msg: 'call', spanId: 's1', method: 'GET', path: '/image', attempt: 1, breaker: 'closed' };
  return line(service, endMs, { status: undefined, ...base, durationMs: 5, ...call });
}

const TRIED = [
  ...VISIT,
  attempt('page', 310, { peer: 'picture', result: '200' }),
  attempt('page', 320, { peer: 'picture', result: 'timeout', attempt: 2, breaker: 'half-open' }),
  attempt('page', 330, { peer: 'picture', result: 'not made', attempt: 3, breaker: 'open' }),
  attempt('page', 340, { peer: 'elsewhere.test', result: 'unreachable', traceId: 't2' }),
];

describe('what was tried', () => {
  test('is what the caller says: also what reached nobody, and what was not made', () => {
    const { attempts, all } = gather(TRIED);

    expect(all).toHaveLength(VISIT.length);
    expect(attempts.map(({ caller, peer, result, isMade }) => [caller, peer, result, isMade])).toEqual([
      ['page', 'picture', '200', true],
      ['page', 'picture', 'timeout', true],
      ['page', 'picture', 'not made', false],
      ['page', 'elsewhere.test', 'unreachable', true],
    ]);
    expect(gather(TRIED, { traceId: 't2' }).attempts).toHaveLength(1);
  });

  test('passes where it is so, and is red where it is not', () => {
    const page = gather(TRIED).of('www');

    expect(page).toHaveTried('picture', { times: 3 });
    expect(page).toHaveTried('picture', { result: 'not made', breaker: 'open', isMade: false, times: 1 });
    expect(page).not.toHaveTried('picture', { attempt: 4 });
    expect(() => expect(page).toHaveTried('picture', { isMade: true, times: 3 })).toThrow(
      'page tried picture, isMade true: 2 times, expected 3 times\n  page ⇢ picture  GET /image  200',
    );
    expect(() => expect(page).toHaveTried('visits')).toThrow(
      'page tried visits: never, expected at least once',
    );
  });

  test('is in the call graph when nobody answered it', () => {
    const graph = callGraph(gather(TRIED));

    expect(graph).toContain('\n  page ⇢ picture  GET /image  timeout  5 ms  attempt 2  breaker half-open');
    expect(graph).not.toContain('⇢ picture  GET /image  200');
  });
});

describe('the matchers', () => {
  test('pass where it is so', () => {
    const calls = gather(VISIT);

    expect(calls.of('www')).toHaveCalled('picture', { path: '/image', status: 200, times: 1, withinMs: 200 });
    expect(calls.of('page')).toHaveCalled('visits', { method: 'POST', times: 2, attempts: 2 });
    expect(calls.of('page')).not.toHaveCalled('visits', { method: 'GET' });
    expect(calls.of('visits')).toHaveAnswered({ status: 201, times: 1 });
    expect(calls.of('picture')).not.toHaveAnswered({ status: 500 });
  });

  test.each([
    ['never', () => expect(gather(VISIT).of('page')).toHaveCalled('page'), 'never, expected at least once'],
    [
      'too often',
      () => expect(gather(VISIT).of('page')).toHaveCalled('visits', { times: 1 }),
      '2 times, expected once',
    ],
    [
      'too slowly',
      () => expect(gather(VISIT).of('page')).toHaveAnswered({ withinMs: 100 }),
      'in 400 ms, expected 100 ms',
    ],
    [
      'not tried again',
      () => expect(gather(VISIT).of('page')).toHaveCalled('picture', { attempts: 2 }),
      'tried once, expected 2 times',
    ],
    [
      'where it must not',
      () => expect(gather(VISIT).of('page')).not.toHaveCalled('picture'),
      'once, as it must not',
    ],
    [
      'with another status',
      () => expect(gather(VISIT).of('page')).toHaveAnswered({ status: 500 }),
      'answered with 500: never',
    ],
  ])('are red when it is %s', (_, claim, reason) => {
    expect(claim).toThrow(reason);
  });

  test('print the call graph', () => {
    const claim = () => expect(gather(VISIT).of('page')).toHaveCalled('page');

    expect(claim).toThrow(callGraph(gather(VISIT)));
    expect(callGraph(gather(VISIT)).split('\n')).toEqual([
      'trace t1',
      '  outside → page  GET /  200  400 ms',
      '    page → picture  GET /image  200  190 ms',
      '      picture → upstream  GET /day  200  100 ms',
      '    page → visits  POST /visits  503  3.0 ms',
      '    page → upstream  GET /day.jpg  200  100 ms',
      '    page → visits  POST /visits  201  3.0 ms  attempt 2',
    ]);
  });
});
