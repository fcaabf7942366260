// Proves that what no client of ours would send is answered in one form, and kept by nobody.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { buildApp } from '../src/app.ts';
import { openEntryStore } from '../src/entry-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const HOST = 'Host: here\r\nConnection: close\r\n';

async function startApp(t: TestContext) {
  const store = openEntryStore(temporaryFolder(t));
  const app = await buildApp({ store, logTo: { write: () => {} } });
  t.after(() => app.close());
  return app;
}

/** All that is answered to these bytes, until the service closes the connection. */
async function answerTo(t: TestContext, bytes: string): Promise<string> {
  const app = await startApp(t);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  client.write(bytes, 'latin1');
  return (await client.setEncoding('utf8').toArray()).join('');
}

for (const [what, bytes, status] of [
  ['no HTTP at all', '\x16\x03\x01\x02\r\n\r\n', 400],
  ['an unknown method', `FROB /stats HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a version that there is not', `GET /stats HTTP/3.7\r\n${HOST}\r\n`, 400],
  ['HTTP/2', `GET /stats HTTP/2.0\r\n${HOST}\r\n`, 400],
  ['HTTP/0.9', 'GET /stats\r\n\r\n', 400],
  ['two hosts', `GET /stats HTTP/1.1\r\nHost: there\r\n${HOST}\r\n`, 400],
  ['two lengths', `POST /stats HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`, 400],
  [
    'a length, and chunks',
    `POST /stats HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['headers that are too long', `GET /stats HTTP/1.1\r\n${HOST}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
] as const) {
  test(`answers ${what} with ${status} and a problem`, async (t) => {
    const answer = await answerTo(t, bytes);

    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(answer, /\r\ncontent-type: application\/problem\+json/i);
    assert.equal(JSON.parse(answer.slice(answer.indexOf('{'))).status, status);
  });
}

for (const [what, headers, payload] of [
  ['of a type that nobody takes', { 'content-type': 'text/plain' }, 'a'],
  ['of no known type', { 'content-type': '///' }, 'a'],
  ['that is too long', { 'content-type': 'application/json' }, 'x'.repeat(20_000)],
  ['that is no JSON', { 'content-type': 'application/json' }, '{'],
] as const) {
  test(`says that a method is wrong before it looks at a body ${what}`, async (t) => {
    const app = await startApp(t);

    const wrong = await app.inject({ method: 'POST', url: '/stats', headers, payload });
    const unknown = await app.inject({ method: 'POST', url: '/nothing', headers, payload });

    assert.deepEqual([wrong.statusCode, unknown.statusCode], [405, 404]);
  });
}

test('knows a path however it is written', async (t) => {
  const app = await startApp(t);

  const answer = await app.inject({ method: 'PUT', url: '/%73tats' });

  assert.equal(answer.statusCode, 405);
});

for (const url of ['/*//', '/*', '/:id(', '/stats/*', '/a?b=*', '/%2a']) {
  test(`takes ${url} for a path, and not for a pattern`, async (t) => {
    const app = await startApp(t);

    assert.equal((await app.inject(url)).statusCode, 404);
  });
}

for (const [what, payload] of [
  ['half a character', '{"clientIp":"192.0.2.1","path":"/\\ud800"}'],
  ['bytes that are no UTF-8', Buffer.from('{"clientIp":"192.0.2.1","path":"/\xff"}', 'latin1')],
] as const) {
  test(`refuses ${what}, which would be kept as something else`, async (t) => {
    const app = await startApp(t);

    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: '/access-log', headers, payload });

    assert.equal(answer.statusCode, 400);
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    assert.deepEqual((await app.inject('/stats')).json(), { logs: 0 });
  });
}

test('takes text in any language', async (t) => {
  const app = await startApp(t);
  const entry = { clientIp: '192.0.2.1', path: '/größe/図/😀' };

  const answer = await app.inject({ method: 'POST', url: '/access-log', payload: entry });

  assert.equal(answer.json().path, entry.path);
});

test('answers what came before what cannot be read, and in that order', async (t) => {
  const body = '{"id":"first","clientIp":"192.0.2.1"}';
  const head = `POST /access-log HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n`;

  const answer = await answerTo(t, `${head}Content-Length: ${body.length}\r\n\r\n${body}no HTTP\r\n\r\n`);

  const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  assert.deepEqual(statuses, ['201', '400']);
});
