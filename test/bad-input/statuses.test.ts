// Proves that every status which a description declares is there, and looks as it says; some of them take a fault.
import type { Service, Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEngine, SERVICES, startServices } from '../support/services.ts';
import { readDescription, type ServiceName } from './description.ts';
import { judgeAnswer, type Seen } from './judge-answer.ts';
import type { Request } from './request/request.ts';
import { sendRequest } from './request/send-request.ts';
import { DAY_WITHOUT_PICTURE, daysWithVideo } from './start-fuzzed-services.ts';

const RATE_LIMIT = 40;
/** Small enough to be filled. */
const VOLUME_BYTES = 4_000_000;
const VISIT = '{"id":"one","clientIp":"192.0.2.1"}';
const JSON_TYPE = [['Content-Type', 'application/json']] as const;
let stack: Stack;

beforeAll(async () => {
  const env = { apod: { RATE_LIMIT: String(RATE_LIMIT), VIDEO_DATES: daysWithVideo } };
  const volumeSizes = { 'access-log-data': VOLUME_BYTES };
  stack = await startServices(await openTestEngine(), { env, volumeSizes });
});

afterAll(() => stack?.stop());

const get = (target: string, ...headers: Request['headers']): Request => ({ method: 'GET', target, headers });
const options = (target: string): Request => ({ method: 'OPTIONS', target, headers: [] });
const visit = (body: string, headers: Request['headers'] = JSON_TYPE): Request => ({
  method: 'POST',
  target: '/access-log',
  headers,
  body: Buffer.from(body),
});
/** All that Go's standard library has for a file. */
const file = (target: string): Request[] => [
  get(target),
  get(target, ['Range', 'bytes=0-9']),
  get(target, ['Range', 'bytes=0-0,2-3']),
  get(target, ['If-None-Match', '*']),
  get(target, ['If-Match', '"another"']),
  get(target, ['Range', 'bytes=99999999-']),
];
const OPERATIONS = [get('/health'), get('/metrics')];
const APOD = '/planetary/apod';
const REQUESTS: Readonly<Record<ServiceName, readonly Request[]>> = {
  'access-log': [
    ...OPERATIONS,
    ...[VISIT, VISIT, '{}', ' '.repeat(17_000)].map((body) => visit(body)),
    visit('a', [['Content-Type', 'text/plain']]),
    ...['/access-log', '/access-log?limit=0', '/stats'].map((target) => get(target)),
  ],
  apod: [
    ...OPERATIONS,
    ...[
      `${APOD}?api_key=DEMO_KEY`,
      `${APOD}?api_key=DEMO_KEY&count=3`,
      `${APOD}?api_key=DEMO_KEY&date=x`,
      APOD,
    ].map((target) => get(target)),
    ...Array.from({ length: RATE_LIMIT + 1 }, () => get(`${APOD}?api_key=${'a'.repeat(40)}`)),
    ...file('/image/2020-01-01.jpg'),
    ...['/image/x', `/video/${DAY_WITHOUT_PICTURE}`, '/video/x'].map((target) => get(target)),
  ],
  'image-gallery': [
    ...OPERATIONS,
    get('/'),
    ...file('/picture/2020-01-01'),
    get('/picture/x'),
    ...file('/style.css'),
    ...file('/icon.svg'),
  ],
  'image-of-the-day': [
    ...OPERATIONS,
    ...['/image', '/image?date=x', `/image?date=${DAY_WITHOUT_PICTURE}`].map((target) => get(target)),
    ...['/image', '/health', '/metrics'].map(options),
  ],
};

/** What a service says while something else is broken. */
const BROKEN: Readonly<
  Partial<
    Record<ServiceName, readonly (readonly [(service: Service) => Promise<AsyncDisposable>, Request])[]>
  >
> = {
  'access-log': [
    // First: what was written and not synced leaves room in the log.
    [(service) => service.withFullDisk(), visit(`{"clientIp":"192.0.2.1","path":"/${'x'.repeat(2_000)}"}`)],
    [(service) => service.withFailingSync(), visit('{"clientIp":"192.0.2.1"}')],
  ],
  'image-gallery': [[() => stack.service('apod').stopped(), get('/picture/2018-01-01')]],
  'image-of-the-day': [[() => stack.service('apod').stopped(), get('/image?date=2018-01-02')]],
};

test.each(SERVICES)('%s gives every answer that it declares, and none looks otherwise', async (name) => {
  const description = await readDescription(name);
  const service = stack.service(name);
  const seen: Seen = new Set();
  const judge = async (request: Request) =>
    judgeAnswer(description, request, await sendRequest(service.url, request, false), seen).map(
      (objection) => `${request.method} ${request.target}: ${objection}`,
    );
  const objections: string[] = [];

  for (const request of REQUESTS[name]) objections.push(...(await judge(request)));
  for (const [begin, request] of BROKEN[name] ?? []) {
    await using _fault = await begin(service);
    objections.push(...(await judge(request)));
  }

  const declared = description.operations.flatMap(({ method, path, answers }) =>
    [...answers.keys()].map((status) => `${method} ${path} ${status}`),
  );
  expect(objections).toEqual([]);
  expect(declared.filter((one) => !seen.has(one))).toEqual([]);
});
