// Proves the HTTP contract: what is taken, what is refused, and how each is answered.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { AppOptions } from '../src/app.ts';
import { buildApp } from '../src/app.ts';
import { openEntryStore } from '../src/entry-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

async function startApp(t: TestContext, options: Partial<AppOptions> = {}) {
  const lines: Record<string, unknown>[] = [];
  const app = await buildApp({
    store: openEntryStore(temporaryFolder(t)),
    logTo: { write: (line) => lines.push(JSON.parse(line)) },
    ...options,
  });
  t.after(() => app.close());
  const post = (payload: object | string, headers = {}) =>
    app.inject({
      method: 'POST',
      url: '/access-log',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
  return { app, post, lines };
}

test('answers 201 with the entry, then 200 with the same entry for the same id', async (t) => {
  const { app, post } = await startApp(t);

  const first = await post({ id: 'visit-1', clientIp: '192.0.2.1', path: '/' });
  const again = await post({ id: 'visit-1', clientIp: '192.0.2.2', path: '/other' });

  assert.equal(first.statusCode, 201);
  assert.equal(first.json().clientIp, '192.0.2.1');
  assert.equal(again.statusCode, 200);
  assert.deepEqual(again.json(), first.json());
  assert.deepEqual((await app.inject('/stats')).json(), { logs: 1 });
});

test('makes an id and takes the trace id of the request when the client gives none', async (t) => {
  const { post } = await startApp(t);

  const answer = await post({ clientIp: '2001:db8::1' }, { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });

  assert.match(answer.json().id, /^[0-9a-f-]{36}$/);
  assert.match(answer.json().time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(answer.json().traceId, TRACE);
});

test('drops a property that it does not know', async (t) => {
  const { app, post } = await startApp(t);

  const answer = await post({ clientIp: '192.0.2.1', password: 'secret' });
  const page = await app.inject('/access-log');

  assert.equal(answer.statusCode, 201);
  assert.doesNotMatch(answer.body + page.body, /password|secret/);
});

test('pages by limit and before', async (t) => {
  const { app, post } = await startApp(t);
  for (const id of ['a', 'b', 'c']) await post({ id, clientIp: '192.0.2.1' });

  const first = (await app.inject('/access-log?limit=2')).json();
  const last = (await app.inject(`/access-log?limit=2&before=${first.next}`)).json();

  assert.deepEqual(
    first.entries.map(({ id }: { id: string }) => id),
    ['c', 'b'],
  );
  assert.deepEqual(
    last.entries.map(({ id }: { id: string }) => id),
    ['a'],
  );
  assert.equal(last.next, null);
});

for (const [what, payload, detail] of [
  ['malformed JSON', '{"clientIp": "192', /JSON/],
  ['no body', '', /empty/],
  ['an array', '[]', /must be object/],
  ['no clientIp', '{}', /clientIp/],
  ['a clientIp that is no address', '{"clientIp": "gallery.example"}', /clientIp/],
  ['a clientIp that is a number', '{"clientIp": 1}', /clientIp must be string/],
  ['an empty id', '{"clientIp": "192.0.2.1", "id": ""}', /id/],
  ['an id that is too long', `{"clientIp": "192.0.2.1", "id": "${'x'.repeat(65)}"}`, /id/],
  ['an id with a slash', '{"clientIp": "192.0.2.1", "id": "a/b"}', /id/],
  ['an id that is a number', '{"clientIp": "192.0.2.1", "id": 1}', /id must be string/],
  ['a path with a control character', '{"clientIp": "192.0.2.1", "path": "/\\u0000"}', /path/],
  [
    'a user agent that is too long',
    `{"clientIp": "192.0.2.1", "userAgent": "${'x'.repeat(513)}"}`,
    /userAgent/,
  ],
  ['a trace id in upper case', `{"clientIp": "192.0.2.1", "traceId": "${TRACE.toUpperCase()}"}`, /traceId/],
] as const) {
  test(`refuses ${what} with 400`, async (t) => {
    const { app, post } = await startApp(t);

    const answer = await post(payload);

    assertProblem(answer, 400);
    assert.match(answer.json().detail, detail);
    assert.deepEqual((await app.inject('/stats')).json(), { logs: 0 });
  });
}

for (const query of [
  'limit=0',
  'limit=1000',
  'limit=x',
  'limit=1&limit=2',
  'before=0',
  'before=-1',
  'before=1e3',
]) {
  test(`refuses the query ${query} with 400`, async (t) => {
    const { app } = await startApp(t);

    assertProblem(await app.inject(`/access-log?${query}`), 400);
  });
}

test('refuses a body over 16 KB with 413', async (t) => {
  const { post } = await startApp(t);

  assertProblem(await post({ clientIp: '192.0.2.1', path: 'x'.repeat(16 * 1024) }), 413);
});

for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
  test(`refuses a body of type ${type} with 415`, async (t) => {
    const { post } = await startApp(t);

    assertProblem(await post('{"clientIp": "192.0.2.1"}', { 'content-type': type }), 415);
  });
}

test('answers an unknown path with 404, and an address that is none with 400', async (t) => {
  const { app } = await startApp(t);

  assertProblem(await app.inject('/nothing?here'), 404);
  assertProblem(await app.inject('/%zz'), 400);
});

test('answers a wrong method with 405 and the right ones', async (t) => {
  const { app } = await startApp(t);

  const answer = await app.inject({ method: 'DELETE', url: '/access-log?id=1' });

  assertProblem(answer, 405);
  assert.equal(answer.headers.allow, 'GET, HEAD, POST');
});

test('answers 503 with Retry-After to what the queue cannot hold', async (t) => {
  const { app, post } = await startApp(t, { maxWaiting: 2 });

  const answers = await Promise.all(['a', 'b', 'c'].map((id) => post({ id, clientIp: '192.0.2.1' })));

  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [201, 201, 503]);
  const refused = answers.find(({ statusCode }) => statusCode === 503);
  assert.equal(refused?.headers['retry-after'], '1');
  assert.deepEqual((await app.inject('/stats')).json(), { logs: 2 });
});

for (const [what, status, cause] of [
  ['the disk is full', 507, errorOf('PRAGMA max_page_count = 1; CREATE TABLE t (x)')],
  ['the database cannot be written', 503, errorOf('PRAGMA query_only = 1; CREATE TABLE t (x)')],
] as const) {
  test(`acknowledges nothing when ${what}, and answers ${status} with Retry-After`, async (t) => {
    const keep = () => {
      throw cause;
    };
    const { post, lines } = await startApp(t, { store: { ...openEntryStore(temporaryFolder(t)), keep } });

    const answer = await post({ clientIp: '192.0.2.1' });

    assertProblem(answer, status);
    assert.equal(answer.headers['retry-after'], '1');
    assert.equal(lines.filter(({ level }) => level === 'error').length, 1);
  });
}

test('logs one line for each request, under the trace id that it came with', async (t) => {
  const { app, lines } = await startApp(t);

  await app.inject({ url: '/stats?secret=1', headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } });
  await app.inject('/%zz');

  assert.equal(lines.length, 2);
  const { time, durationMs, ...line } = lines[0] ?? {};
  assert.deepEqual(line, {
    level: 'info',
    service: 'access-log',
    traceId: TRACE,
    method: 'GET',
    path: '/stats',
    status: 200,
    msg: 'request',
  });
  assert.match(String(time), /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.equal(typeof durationMs, 'number');
});

test('counts requests by route, method and status, and unknown paths as one', async (t) => {
  const { app, post } = await startApp(t);
  await post({ clientIp: '192.0.2.1' });
  await app.inject('/made-up-1');
  await app.inject('/made-up-2');

  const answer = await app.inject('/metrics');

  assert.match(String(answer.headers['content-type']), /^text\/plain/);
  assert.match(answer.body, /^http_requests_total\{method="POST",route="\/access-log",status="201"\} 1$/m);
  assert.match(answer.body, /^http_requests_total\{method="GET",route="none",status="404"\} 2$/m);
  assert.match(
    answer.body,
    /^http_request_duration_seconds_bucket\{le="0.25",.*route="\/access-log".*\} 1$/m,
  );
  assert.doesNotMatch(answer.body, /made-up/);
});

/** What SQLite itself throws when it runs a statement. */
function errorOf(statement: string): unknown {
  try {
    new DatabaseSync(':memory:').exec(statement);
  } catch (error) {
    return error;
  }
  throw new Error(`no error from: ${statement}`);
}

function assertProblem(
  answer: { statusCode: number; headers: object; json(): unknown },
  status: number,
): void {
  const { 'content-type': type } = answer.headers as Record<string, string>;
  const problem = answer.json() as Record<string, unknown>;
  assert.equal(answer.statusCode, status);
  assert.match(String(type), /^application\/problem\+json/);
  assert.deepEqual(Object.keys(problem), ['type', 'title', 'status', 'detail']);
  assert.equal(problem.status, status);
}
