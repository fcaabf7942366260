// Proves that bytes which are no proper HTTP are refused, that no answer reaches another client, and that who is slow is cut off.
import type { Engine } from '@drydock/engine';
import type { Stack } from '@drydock/stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestEngine, SERVICES, startServices } from '../support/services.ts';
import type { ServiceName } from './description.ts';
import { expectedOf, OF_THE_PROTOCOL, RAW_CASES } from './raw/raw-cases.ts';
import { type Exchange, exchange, statusesOf } from './raw/raw-connection.ts';
import { type Watch, watchContainers } from './watch-containers.ts';

const WAIT_MS = 20_000;
/** Longer than any service's limit for a whole request, of 10 s, and a second for it to look. */
const SLOW_MS = 14_000;
const PATHS: Readonly<Record<ServiceName, string>> = {
  apod: '/health',
  'image-gallery': '/health',
  'image-of-the-day': '/health',
  'access-log': '/stats',
};
const HOST = 'Host: here\r\n';
/** Clients that never come to an end. All of them are at it while the other tests run. */
const SLOW = SERVICES.flatMap((service) => [
  { service, part: 'the head', beginning: `GET ${PATHS[service]} HTTP/1.1\r\nX: ` },
  {
    service,
    part: 'the body',
    beginning: `POST ${service === 'access-log' ? '/access-log' : PATHS[service]} HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n`,
  },
]);
type Slow = (typeof SLOW)[number];
const slow = new Map<Slow, Promise<Exchange>>();
let engine: Engine;
let stack: Stack;
let watch: Watch;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine);
  watch = await watchContainers(engine, stack);
  for (const one of SLOW) slow.set(one, sendSlowly(one));
});

afterAll(async () => {
  const ended = await watch?.end();
  await stack?.stop();
  expect(ended).toEqual([]);
});

const url = (service: ServiceName) => stack.service(service).url;

describe.concurrent.each(SERVICES)('%s', (service) => {
  test.each(RAW_CASES)('refuses, or takes for what it is: $what', async (rawCase) => {
    const expected = expectedOf(rawCase, service);

    const { received } = await exchange({
      url: url(service),
      pieces: [rawCase.bytes(PATHS[service])],
      waitMs: WAIT_MS,
      answers: 1,
    });

    const [first] = statusesOf(received);
    expect(expected.length === 0 ? [undefined] : expected, received.slice(0, 500)).toContain(first);
    if (first !== undefined && first >= 500) expect(OF_THE_PROTOCOL).toContain(first);
    expect(received).not.toMatch(/stack ?trace|Exception|at .+\.java:|goroutine|node:internal/i);
  });

  test('answers what comes byte by byte', async () => {
    const pieces = [...`GET ${PATHS[service]} HTTP/1.1\r\n${HOST}\r\n`];

    const { received } = await exchange({
      url: url(service),
      pieces,
      pauseMs: 5,
      waitMs: WAIT_MS,
      answers: 1,
    });

    expect(statusesOf(received)).toEqual([200]);
  });

  test('answers requests that come at once in their order, up to one that cannot be read', async () => {
    const targets = [PATHS[service], '/first', PATHS[service], '/second'];
    const pieces = [
      `${targets.map((target) => `GET ${target} HTTP/1.1\r\n${HOST}\r\n`).join('')}\x16\x03\x01\r\n\r\nGET /third HTTP/1.1\r\n${HOST}\r\n`,
    ];

    const { received, isClosed } = await exchange({ url: url(service), pieces, waitMs: WAIT_MS });

    expect(statusesOf(received)).toEqual([200, 404, 200, 404, 400]);
    expect(received.indexOf('/first')).toBeLessThan(received.indexOf('/second'));
    expect(received).not.toContain('/third');
    expect(isClosed).toBe(true);
  });

  test('does not take the body of one request for the next', async () => {
    const hidden = `GET /hidden HTTP/1.1\r\n${HOST}\r\n`;
    const pieces = [
      `POST /shown HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}GET /next HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`,
    ];

    const { received } = await exchange({ url: url(service), pieces, waitMs: WAIT_MS });

    expect(received).not.toContain('/hidden');
    expect(statusesOf(received).slice(0, 2)).toEqual([404, 404]);
  });

  test('is well after a hundred clients that left in the middle', async () => {
    const half = `POST /a HTTP/1.1\r\n${HOST}Content-Length: 9000\r\n\r\n{"half":`;
    const clients = Array.from({ length: 100 }, (_, client) =>
      exchange({
        url: url(service),
        pieces: [half.slice(0, 10 + (client % 60))],
        isAborted: true,
        waitMs: WAIT_MS,
      }),
    );
    await Promise.all(clients);

    expect((await fetch(url(service) + PATHS[service])).status).toBe(200);
  });
});

test('a body of 64 MB ends with a refusal, or with the connection', async () => {
  const head = (service: ServiceName) =>
    `POST ${service === 'access-log' ? '/access-log' : PATHS[service]} HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 64000000\r\n\r\n`;
  const megabyte = 'x'.repeat(1_000_000);
  const answers = await Promise.all(
    SERVICES.map((service) =>
      exchange({
        url: url(service),
        pieces: [head(service), ...Array.from({ length: 64 }, () => megabyte)],
        pauseMs: 1,
        waitMs: WAIT_MS,
      }),
    ),
  );

  for (const { received } of answers) expect([undefined, 405, 413]).toContain(statusesOf(received)[0]);
});

test("two clients at once get their own entries, and nobody else's", async () => {
  const send = async (client: number) => {
    const bodies = Array.from({ length: 20 }, (_, index) =>
      JSON.stringify({ id: `client-${client}-${index}`, clientIp: '192.0.2.1' }),
    );
    const requests = bodies.map(
      (body) =>
        `POST /access-log HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const { received } = await exchange({
      url: url('access-log'),
      pieces: [requests.join('')],
      waitMs: WAIT_MS,
      answers: 20,
    });
    return [...received.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id);
  };

  const ids = await Promise.all([1, 2, 3, 4].map(send));

  expect(ids).toEqual(
    [1, 2, 3, 4].map((client) => Array.from({ length: 20 }, (_, index) => `client-${client}-${index}`)),
  );
});

// Last, since they were begun first.
describe('who sends a byte every half second is cut off by', () => {
  test.each(SLOW)('$service, in $part', async (one) => {
    const exchanged = await slow.get(one);

    const isInTime = (exchanged?.durationMs ?? Number.NaN) < SLOW_MS;
    expect({ isClosed: exchanged?.isClosed, isInTime }).toEqual({ isClosed: true, isInTime: true });
  });
});

function sendSlowly({ service, beginning }: Slow): Promise<Exchange> {
  const pieces = [beginning, ...Array.from({ length: (2 * SLOW_MS) / 1_000 + 20 }, () => 'x')];
  return exchange({ url: url(service), pieces, pauseMs: 500, waitMs: SLOW_MS + 4_000 });
}
