// Proves that the bundle answers as the sources do, and that it starts with the code compiled for it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { buildApp } from '../src/app.ts';
import { openEntryStore } from '../src/entry-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = join(import.meta.dirname, '..');

/** What the schemas have a say in: taken, refused for each reason, cut down, paged. */
const REQUESTS = [
  { method: 'POST', path: '/access-log', body: { id: 'a', clientIp: '2001:db8::1', path: '/', extra: 1 } },
  { method: 'POST', path: '/access-log', body: { id: 'a', clientIp: '192.0.2.9' } },
  { method: 'POST', path: '/access-log', body: { clientIp: '192.0.2.1' } },
  { method: 'POST', path: '/access-log', body: {} },
  { method: 'POST', path: '/access-log', body: { clientIp: 'somewhere' } },
  { method: 'POST', path: '/access-log', body: { clientIp: '192.0.2.1', path: 'x'.repeat(2049) } },
  { method: 'POST', path: '/access-log', body: { clientIp: '192.0.2.1', userAgent: '\n' } },
  { method: 'POST', path: '/access-log', body: { clientIp: '192.0.2.1', id: 7 } },
  { method: 'GET', path: '/access-log?limit=0' },
  { method: 'GET', path: '/access-log?limit=1' },
  { method: 'HEAD', path: '/access-log' },
  { method: 'GET', path: '/stats' },
  { method: 'PUT', path: '/stats' },
] as const;

test('answers every request as the sources do', async (t) => {
  const app = await buildApp({ store: openEntryStore(temporaryFolder(t)), logTo: { write: () => {} } });
  t.after(() => app.close());
  const { address } = await startBundle(t, makeBundle(t));

  for (const { method, path, ...rest } of REQUESTS) {
    const body = 'body' in rest ? JSON.stringify(rest.body) : undefined;
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const bundled = await fetch(address + path, { method, headers, ...(body && { body }) });
    const sources = await app.inject({ method, url: path, headers, ...(body && { payload: body }) });

    assert.equal(bundled.status, sources.statusCode, `${method} ${path} ${body}`);
    assert.equal(
      withoutChance(await bundled.text()),
      withoutChance(sources.body),
      `${method} ${path} ${body}`,
    );
  }
});

test('takes the compiled code over, and says so when it cannot', async (t) => {
  const folder = makeBundle(t);
  const program = join(folder, 'start.cjs');
  const environment = { PORT: String(await freePort()), DATA_DIR: temporaryFolder(t) };
  execFileSync(
    process.execPath,
    ['--predictable', 'build/train.cjs', program, join(folder, 'server.compiled')],
    { cwd: ROOT, env: environment, stdio: 'pipe' },
  );

  assert.equal(await (await startBundle(t, folder)).stop(), '');

  appendFileSync(join(folder, 'server.cjs'), '\n// another source\n');
  assert.match(
    await (await startBundle(t, folder)).stop(),
    /^access-log: server\.compiled was made for another/,
  );
});

/** Entries get the time that they come in at, the trace id of their request, and an id where they have none. */
function withoutChance(body: string): string {
  return body
    .replaceAll(/"(time|traceId)":"[^"]*"/g, '"$1":""')
    .replaceAll(/"id":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, '"id":"made"');
}

function makeBundle(t: TestContext): string {
  const folder = temporaryFolder(t);
  execFileSync(process.execPath, ['build/bundle.ts', folder], { cwd: ROOT, stdio: 'pipe' });
  return folder;
}

async function startBundle(t: TestContext, folder: string) {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(folder, 'start.cjs')],
    { env: { PORT: String(port), DATA_DIR: temporaryFolder(t) }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  t.after(() => child.kill('SIGKILL'));
  const errors = text(child.stderr);
  const exit = once(child, 'exit');
  const address = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${address}/health`).catch(() => undefined))) {
    assert.equal(child.exitCode, null, 'the bundle ended before its first answer');
    await delay(10);
  }
  /** Gives what the process wrote to standard error. */
  async function stop(): Promise<string> {
    child.kill('SIGTERM');
    await exit;
    return errors;
  }
  return { address, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
