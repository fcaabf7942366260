// Proves how the process itself behaves: how it starts, stops, and what it keeps when it is killed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { openEntryStore } from '../src/entry-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SERVER = new URL('../src/server.ts', import.meta.url).pathname;
const START_TIMEOUT_MS = 10_000;

test('says in one line what is wrong with its settings, and exits with 1', async (t) => {
  const { exit, stderr } = startProcess(t, { PORT: 'http', DATA_DIR: temporaryFolder(t) });

  assert.deepEqual(await exit, [1, null]);
  assert.equal(await stderr, 'access-log: PORT is "http", expected a whole number from 1 to 65535\n');
});

test('says in one line that it may not write to its folder, and exits with 1', async (t) => {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o555);
  // Root may write anywhere, so the service has to be somebody else.
  const user = process.getuid?.() === 0 ? { uid: 65532, gid: 65532 } : {};

  const { exit, stderr } = startProcess(t, { PORT: '8080', DATA_DIR: folder }, user);

  assert.deepEqual(await exit, [1, null]);
  assert.match(
    await stderr,
    /^access-log: DATA_DIR is ".*", which user \d+ may not write to; expected a folder.*\n$/,
  );
});

test('says in one line that its port is taken, and exits with 1', async (t) => {
  const other = createServer().listen(0, '0.0.0.0');
  await once(other, 'listening');
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;

  const { exit, stderr } = startProcess(t, { PORT: String(port), DATA_DIR: temporaryFolder(t) });

  assert.deepEqual(await exit, [1, null]);
  assert.match(await stderr, /^access-log: listen EADDRINUSE.*\n$/);
});

test('answers the request that is open when SIGTERM comes, takes no other, and exits with 0', async (t) => {
  const folder = temporaryFolder(t);
  const { service, exit, url } = await startServer(t, folder);
  const body = JSON.stringify({ id: 'late', clientIp: '192.0.2.1' });
  const open = request(`${url}/access-log`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  open.flushHeaders();
  await once(open, 'continue');

  service.kill('SIGTERM');
  while ((await post(url, 'too-late')) !== 0) await delay(1);
  open.end(body);
  const [answer] = await once(open, 'response');

  assert.equal(answer.statusCode, 201);
  assert.equal(answer.headers.connection, 'close');
  assert.deepEqual(await exit, [0, null]);
  const store = openEntryStore(folder);
  t.after(() => store.close());
  assert.ok(store.page({ limit: 999 }).entries.some(({ id }) => id === 'late'));
});

test('loses no acknowledged entry when it is killed under load', async (t) => {
  const folder = temporaryFolder(t);
  const { service, exit, url } = await startServer(t, folder);
  const acknowledged: string[] = [];

  const clients = Array.from({ length: 16 }, async (_, client) => {
    for (let visit = 0; ; visit += 1) {
      const id = `${client}-${visit}`;
      if ((await post(url, id)) !== 201) return;
      acknowledged.push(id);
    }
  });
  while (acknowledged.length < 200) await delay(1);
  service.kill('SIGKILL');
  await Promise.all([...clients, exit]);

  const store = openEntryStore(folder);
  t.after(() => store.close());
  const kept = new Set<string>();
  for (let before: string | undefined, next: string | null = ''; next !== null; before = next ?? undefined) {
    const page = store.page({ limit: 999, before });
    for (const { id } of page.entries) kept.add(id);
    next = page.next;
  }
  assert.deepEqual(
    acknowledged.filter((id) => !kept.has(id)),
    [],
  );
});

/** The status of the answer, or 0 when there was none. */
async function post(url: string, id: string): Promise<number> {
  const body = JSON.stringify({ id, clientIp: '192.0.2.1' });
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/access-log`, { method: 'POST', headers, body }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => 0,
  );
}

async function startServer(t: TestContext, folder: string) {
  const port = await freePort();
  const started = startProcess(t, { PORT: String(port), DATA_DIR: folder });
  await once(started.service.stdout, 'data', { signal: AbortSignal.timeout(START_TIMEOUT_MS) });
  return { ...started, url: `http://127.0.0.1:${port}` };
}

function startProcess(t: TestContext, env: NodeJS.ProcessEnv, user: { uid?: number; gid?: number } = {}) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SERVER], { env, ...user });
  t.after(() => child.kill('SIGKILL'));
  return {
    service: child,
    exit: once(child, 'exit'),
    stderr: child.stderr
      .setEncoding('utf8')
      .toArray()
      .then((texts) => texts.join('')),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
