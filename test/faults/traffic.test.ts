// Proves that what a proxy does to a service's traffic is what it says, and is over afterwards.
// each-kind.test.ts has an answer that is late.
import type { Engine } from '@drydock/engine';
import { ANSWERS, type Fault, probe, type Service, type Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnswerOf, answerOf } from '../support/answer-of.ts';
import { proveFault } from '../support/fault-case.ts';
import { openTestEngine, startServices } from '../support/services.ts';

let engine: Engine;
let stack: Stack;
let service: Service;
/** Through the proxy, as the other services go. */
let url: string;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine);
  service = stack.service('accesslog');
  ({ url } = await service.proxied());
});
afterAll(() => stack?.stop());

interface TrafficCase {
  readonly begin: (service: Service) => Promise<Fault>;
  readonly path?: string;
  readonly timeoutMs?: number;
  readonly shows: (answer: AnswerOf) => void;
}

const CASES: Readonly<Record<string, TrafficCase>> = {
  'delayed: a request is late': {
    begin: (service) => service.delayed({ ms: 300, of: 'requests' }),
    shows: ({ tookMs }) => expect(tookMs).toBeGreaterThanOrEqual(300),
  },
  'unreachable by silence: nobody answers': {
    begin: (service) => service.unreachable({ by: 'silence' }),
    timeoutMs: 500,
    shows: ({ error }) => expect(error).toBe('no answer within 500 ms'),
  },
  'throttled: bytes come slowly': {
    begin: (service) => service.throttled({ bytesPerSecond: 4_000 }),
    path: '/metrics',
    shows: ({ tookMs, body }) => expect(tookMs).toBeGreaterThan(body.length / 5),
  },
  'corrupted: the bytes are others': {
    begin: (service) => service.corrupted({ everyBytes: 5 }),
    shows: ({ body }) => expect(body).not.toMatch(/^\{"logs":\d+\}$/),
  },
  'cut off: the connection ends in the middle': {
    begin: (service) => service.cutOff({ afterBytes: 60 }),
    shows: ({ error }) => expect(error).toMatch(/closed|terminated|socket|length/),
  },
  'answering 429: with the time to wait': {
    begin: (service) => service.answering(ANSWERS.tooManyRequests(7)),
    shows: ({ status, headers }) => expect([status, headers.get('retry-after')]).toEqual([429, '7']),
  },
  'answering 503: with the time to wait': {
    begin: (service) => service.answering(ANSWERS.unavailable(2)),
    shows: ({ status, headers }) => expect([status, headers.get('retry-after')]).toEqual([503, '2']),
  },
  'answering 500': {
    begin: (service) => service.answering(ANSWERS.serverError()),
    shows: ({ status }) => expect(status).toBe(500),
  },
  'answering slowly': {
    begin: (service) => service.answering(ANSWERS.slow(400)),
    shows: ({ tookMs }) => expect(tookMs).toBeGreaterThanOrEqual(400),
  },
  'answering with more than anybody wants': {
    begin: (service) => service.answering(ANSWERS.oversized(20_000_000)),
    shows: ({ body }) => expect(body.length).toBe(20_000_000),
  },
  'answering with half of a JSON text': {
    begin: (service) => service.answering(ANSWERS.malformedJson()),
    shows: ({ status, body }) => {
      expect(status).toBe(200);
      expect(() => JSON.parse(body)).toThrow();
    },
  },
  'answering with another kind of content': {
    begin: (service) => service.answering(ANSWERS.wrongContentType()),
    shows: ({ headers }) => expect(headers.get('content-type')).toBe('text/html'),
  },
  'answering with less than was announced': {
    begin: (service) => service.answering(ANSWERS.truncated()),
    shows: ({ error }) => expect(error).toMatch(/closed|terminated|socket|length/),
  },
};

test.each(Object.entries(CASES))('%s', (_, { begin, path = '/stats', timeoutMs = 10_000, shows }) =>
  proveFault({
    begin: () => begin(service),
    shows: async () => shows(await answerOf(url + path, { timeoutMs })),
  }),
);

// The engine carries a published port to the container by a program of its own, which takes every connection on.
test.each([
  ['refusal', /refused/i],
  ['reset', /reset|141/i], // 141: it came before the request was written, and SIGPIPE ends who writes
] as const)('unreachable by %s: seen from the network', (by, reason) =>
  proveFault({
    begin: () => service.unreachable({ by }),
    shows: async () => {
      const answer = await probe(engine, { network: stack.network, url: 'http://accesslog/stats' });
      expect(answer.error ?? '').toMatch(reason);
    },
  }),
);

test('traffic that cannot be throttled so far is refused', async () => {
  await expect(service.throttled({ bytesPerSecond: 10 })).rejects.toThrow('10 bytes a second');
});
