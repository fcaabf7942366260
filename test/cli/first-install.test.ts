// Proves that the first command on a fresh clone does not wait for ever for a registry that says nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copyWorkspace, finished } from '../support/run-drydock.ts';

/** Takes connections, and never says a word: no TLS handshake ends. */
async function silentRegistry(): Promise<string> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('npm is stopped, tried again, and told with what to check', async () => {
  const registry = await silentRegistry();
  const copy = copyWorkspace();
  const cache = mkdtempSync(join(tmpdir(), 'drydock-npm-'));
  onTestFinished(() => {
    copy[Symbol.dispose]();
    rmSync(cache, { recursive: true, force: true });
  });
  rmSync(join(copy.folder, 'node_modules'));
  const env = {
    ...process.env,
    npm_config_registry: registry,
    npm_config_cache: cache,
    DRYDOCK_SILENT_MINUTES: '0.02',
  };

  const program = join(copy.folder, 'tools/bootstrap.mjs');
  const { exitCode, stderr } = await finished(
    spawn(process.execPath, [program, 'drydock', 'ps'], {
      cwd: copy.folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );

  expect(exitCode).toBe(1);
  expect(stderr.match(/the registry did not answer npm; trying again/g)).toHaveLength(2);
  expect(stderr).toMatch(
    /npm said nothing for 0\.02 minutes, and was stopped; DRYDOCK_SILENT_MINUTES gives it more\n.*check the network with: npm ping/,
  );
});
