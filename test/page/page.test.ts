// Proves that the page joins the three services: iotd's picture, accesslog's count, and each visit counted once.
import type { Engine } from '@drydock/engine';
import type { Stack } from '@drydock/stack';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEngine, startServices } from '../support/services.ts';

let engine: Engine;
let stack: Stack;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startServices(engine);
});

afterAll(() => stack?.stop());

const page = () => request(stack.service('image-gallery').url);
const logs = async () =>
  (await request(stack.service('accesslog').url).get('/stats').expect(200)).body.logs as number;

test("the page shows iotd's picture, and serves the bytes that the upstream drew", async () => {
  const picture = (await request(stack.service('iotd').url).get('/image').expect(200)).body;
  const html = (await page().get('/').expect(200)).text;
  const source = /<img src="([^"]+)"/.exec(html)?.[1] ?? '';

  const served = await page().get(source).expect(200);
  const { pathname } = new URL(picture.url);
  const drawn = await request(stack.service('apod').url).get(pathname).expect(200);

  expect(html).toContain(picture.date);
  expect(served.headers['content-type']).toBe(drawn.headers['content-type']);
  expect(Buffer.compare(served.body, drawn.body)).toBe(0);
  expect(drawn.body.length).toBeGreaterThan(10_000);
});

test('five visits are five entries, and the next page shows them', async () => {
  const before = await logs();

  for (let visit = 0; visit < 5; visit++) await page().get('/').expect(200);

  await expect.poll(logs, { timeout: 10_000 }).toBe(before + 5);
  const shown = /class="visits"><data value="(\d+)"/.exec((await page().get('/').expect(200)).text)?.[1];
  expect(Number(shown)).toBeGreaterThanOrEqual(before + 5);
});

test('what is not a visit is not counted', async () => {
  const before = await logs();

  await page().get('/style.css').expect(200);
  await page().get('/health').expect(200);
  await page().get('/nothing-here').expect(404);
  await page().post('/').expect(405);

  await new Promise((resolve) => setTimeout(resolve, 500)); // long enough for a wrong entry to arrive
  expect(await logs()).toBe(before);
});

test('the page lets nothing in from elsewhere', async () => {
  const { headers } = await page().get('/').expect(200);

  const policy = headers['content-security-policy'] ?? '';
  expect(policy).toMatch(/default-src 'none'/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test.each(['apod', 'iotd', 'accesslog', 'image-gallery'])(
  '%s tells its health and its metrics, and answers 404 for the rest',
  async (name) => {
    const service = request(stack.service(name).url);

    expect((await service.get('/health').expect(200)).body).toEqual({ status: 'ok' });
    expect((await service.get('/metrics').expect(200)).text).toMatch(/^http_requests_total\{/m);
    await service
      .get('/nothing-here')
      .expect(404)
      .expect('content-type', /application\/problem\+json/);
  },
);

test('one visit leaves the same trace id in the log of every service it passed', async () => {
  const traceId = 'c0ffee00'.repeat(4);
  await page().get('/').set('traceparent', `00-${traceId}-00000000000000a1-01`).expect(200);

  const passed = async () => {
    const lines = (await stack.logs()).filter(({ text }) => text.includes(traceId));
    return [...new Set(lines.map(({ service }) => service))].sort();
  };

  await expect
    .poll(passed, { timeout: 10_000 })
    .toEqual(expect.arrayContaining(['access-log', 'image-gallery', 'image-of-the-day']));
});
