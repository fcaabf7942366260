// Proves that an engine is found by asking, in the order the docker client would, and that a miss says why.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findHostEngine } from '../src/find-engine.ts';

let folder: string;
const servers: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ddk-')); // the path of a socket may have 107 bytes
});

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true });
});

/** Answers as an engine does, on a socket of its own. */
async function listen(answers: Record<string, unknown>): Promise<string> {
  const socket = join(folder, `engine-${servers.length}`);
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''];
    response.end(answer === undefined ? '<h1>It works!</h1>' : JSON.stringify(answer));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return `unix://${socket}`;
}

function engine(version: string, driverStatus: string[][]): Record<string, unknown> {
  return {
    '/version': { Version: version, ApiVersion: '1.51' },
    '/info': { DriverStatus: driverStatus, Images: 0, ContainersRunning: 0 },
  };
}

async function writeContext(name: string, host: string): Promise<void> {
  const id = createHash('sha256').update(name).digest('hex');
  await mkdir(join(folder, 'contexts/meta', id), { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify({ currentContext: name }));
  const meta = { Name: name, Endpoints: { docker: { Host: host } } };
  await writeFile(join(folder, 'contexts/meta', id, 'meta.json'), JSON.stringify(meta));
}

test('DOCKER_HOST wins over the current context', async () => {
  const wanted = await listen(engine('28.1.0', [['driver-type', 'io.containerd.snapshotter.v1']]));
  await writeContext('desktop', await listen(engine('27.0.0', [])));

  const { found } = await findHostEngine({ DOCKER_HOST: wanted, DOCKER_CONFIG: folder });

  expect(found).toMatchObject({ host: wanted, source: 'DOCKER_HOST' });
  expect(found?.answer).toMatchObject({ version: '28.1.0', store: 'containerd' });
});

test('the current context is asked when DOCKER_HOST does not answer, and the miss says why', async () => {
  await writeContext('desktop', await listen(engine('27.0.0', [['Backing Filesystem', 'extfs']])));

  const { found, misses } = await findHostEngine({
    DOCKER_HOST: 'unix:///nowhere.sock',
    DOCKER_CONFIG: folder,
  });

  expect(found?.source).toBe('the Docker context "desktop"');
  expect(found?.answer.store).toBe('graph-driver');
  expect(misses).toEqual([
    { source: 'DOCKER_HOST', host: 'unix:///nowhere.sock', reason: expect.stringContaining('ENOENT') },
  ]);
});

test.each([
  ['a web server', async () => listen({}), 'not a container engine'],
  ['an address without a scheme', async () => 'localhost', 'is not an address'],
  ['ssh, which is not supported', async () => 'ssh://someone@host', 'unix:// and tcp://'],
])('%s is not taken for an engine', async (_, start, reason) => {
  const host = await start();

  const { misses } = await findHostEngine({ DOCKER_HOST: host, DOCKER_CONFIG: folder });

  expect(misses[0]?.reason).toContain(reason);
});
