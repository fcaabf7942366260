// Proves that an engine is found by asking, in the order the docker client would, and that a miss says why.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findHostEngine } from '../src/find-engine.ts';
import { answersOf, fakeEngine } from './fixtures/fake-engine.ts';

let folder: string;
const servers: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ddk-')); // the path of a socket may have 107 bytes
});

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true });
});

async function listen(answers: Record<string, unknown>): Promise<string> {
  const socket = join(folder, `engine-${servers.length}`);
  servers.push(await fakeEngine(socket, answers));
  return `unix://${socket}`;
}

const engine = (version: string, driverStatus: string[][]) => answersOf(version, { driverStatus });

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

test('who names an engine gets that one or none: the current context is not asked as well', async () => {
  await writeContext('desktop', await listen(engine('27.0.0', [])));

  const { found, misses } = await findHostEngine({
    DOCKER_HOST: 'unix:///nowhere.sock',
    DOCKER_CONFIG: folder,
  });

  expect(found).toBeUndefined();
  expect(misses).toMatchObject([
    { source: 'DOCKER_HOST', host: 'unix:///nowhere.sock', reason: 'there is no such socket', isNamed: true },
  ]);
});

test('the current context is asked before the default socket, and DOCKER_CONTEXT chooses another', async () => {
  await writeContext('work', await listen(engine('26.0.0', [])));
  await writeContext('desktop', await listen(engine('27.0.0', [['Backing Filesystem', 'extfs']])));

  const current = await findHostEngine({ DOCKER_CONFIG: folder });
  const chosen = await findHostEngine({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'work' });

  expect(current.found).toMatchObject({ source: 'the Docker context "desktop"' });
  expect(current.found?.answer.store).toBe('graph-driver');
  expect(chosen.found?.answer.version).toBe('26.0.0');
});

test('a context that is not there is a miss that names those that are, and nothing else is asked', async () => {
  await writeContext('desktop', await listen(engine('27.0.0', [])));

  const { found, misses } = await findHostEngine({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: 'desktpo' });

  expect(found).toBeUndefined();
  expect(misses).toMatchObject([
    {
      source: 'the Docker context "desktpo"',
      reason: 'there is no such context',
      advice: 'choose one that there is: default, desktop',
      isNamed: true,
    },
  ]);
});

const NO_ADDRESS = 'an address looks like unix:///var/run/docker.sock or tcp://localhost:2375';
const NO_PATH = 'a socket has a full path, as in unix:///var/run/docker.sock';

test.for([
  ['localhost', NO_ADDRESS],
  ['localhost:2375', NO_ADDRESS],
  ['/var/run/docker.sock', NO_ADDRESS],
  ['unix:/var/run/docker.sock', NO_ADDRESS],
  [' unix:///run/x.sock', NO_ADDRESS],
  ['UNIX:///run/x.sock', NO_ADDRESS],
  ['unix://', NO_PATH],
  ['unix://docker.sock', NO_PATH],
  ['unix:///nowhere.sock\n', 'there is no such socket'],
  [`unix:///${'x'.repeat(110)}`, 'the path of a socket may have 107 bytes, and'],
  ['unix:///etc/passwd', 'this is no socket'],
  ['unix:///etc/passwd/x', 'there is no such socket: a file stands where a folder has to be'],
  ['tcp://', NO_ADDRESS],
  ['tcp://:2375', NO_ADDRESS],
  ['tcp://localhost:99999', NO_ADDRESS],
  ['tcp://127.0.0.1:1', 'nobody listens on this port'],
  ['tcp://[::1]:1', /nobody listens on this port|EADDRNOTAVAIL/],
  ['tcp://no-such-machine.invalid:2375', 'no machine is called "no-such-machine.invalid"'],
  ['tcp://127.0.0.1:2376', 'its address asks for TLS'],
  ['https://127.0.0.1:2376', 'its address asks for TLS'],
  ['ssh://someone@host', 'over unix:// and tcp://, not over ssh://'],
  ['npipe:////./pipe/docker_engine', 'over unix:// and tcp://, not over npipe://'],
  ['fd://', 'over unix:// and tcp://, not over fd://'],
] as const)('%j is no engine, and the reason is in words', async ([host, reason]) => {
  const { misses } = await findHostEngine({ DOCKER_HOST: host, DOCKER_CONFIG: folder });

  expect(misses).toHaveLength(1);
  if (typeof reason === 'string') expect(misses[0]?.reason).toContain(reason);
  else expect(misses[0]?.reason).toMatch(reason);
  expect(misses[0]?.advice).toMatch(/DOCKER_HOST|start Docker|the engine has ended/);
});

test('what is no engine is not taken for one', async () => {
  const { misses } = await findHostEngine({ DOCKER_HOST: await listen({}) });

  expect(misses[0]?.reason).toBe('what answered is not a container engine');
});
