// Proves that connections which say nothing are not taken on without end.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { test } from 'node:test';
import { buildApp } from '../src/app.ts';
import { openEntryStore } from '../src/entry-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const LIMIT = 3;

test('closes one connection too many, and serves those that it has', async (t) => {
  const store = openEntryStore(temporaryFolder(t));
  const app = await buildApp({ store, maxConnections: LIMIT, logTo: { write: () => {} } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const clients = Array.from({ length: LIMIT }, () => connect(port, '127.0.0.1').setEncoding('utf8'));
  t.after(async () => {
    for (const client of clients) client.destroy();
    await app.close();
  });
  await Promise.all(clients.map((client) => once(client, 'connect')));

  const refused = connect(port, '127.0.0.1');
  await once(refused.resume(), 'close');
  const [client] = clients;
  client?.write('GET /health HTTP/1.1\r\nHost: here\r\n\r\n');
  const [answer] = client ? await once(client, 'data') : [];

  assert.match(String(answer), /^HTTP\/1.1 200 /);
});
