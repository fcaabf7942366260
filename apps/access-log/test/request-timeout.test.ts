// Proves that a client which stops in the middle of a request does not keep its connection.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { test } from 'node:test';
import { buildApp } from '../src/app.ts';
import { openEntryStore } from '../src/entry-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const HEADERS = 'POST /access-log HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n';

for (const [what, sent] of [
  ['headers', HEADERS],
  ['a body', `${HEADERS}Content-Length: 50\r\n\r\n{"clientIp":`],
] as const) {
  test(`gives up on a client that stops in the middle of ${what}`, { timeout: 8_000 }, async (t) => {
    const store = openEntryStore(temporaryFolder(t));
    const app = await buildApp({ store, requestTimeoutMs: 100, logTo: { write: () => {} } });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;

    const client = connect(port, '127.0.0.1');
    t.after(async () => {
      client.destroy();
      await app.close();
    });
    client.write(sent);
    const answer = await client.setEncoding('utf8').toArray();

    assert.match(answer.join(''), /^HTTP\/1.1 408 /);
  });
}
