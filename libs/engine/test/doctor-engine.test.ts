// Proves what the examination says of an engine that is not there, keeps this user out, or is none that can build.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examine } from '../src/doctor/examine.ts';
import type { Finding } from '../src/doctor/finding.ts';
import { answersOf, fakeEngine } from './fixtures/fake-engine.ts';

const NOBODY = 65534;
const ROOT = '/srv/clone';
const SOURCE = join(import.meta.dirname, '../src');

let folder: string;
const servers: Server[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ddk-doctor-'));
  chmodSync(folder, 0o755);
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function listen(name: string, answers: Record<string, unknown>): Promise<string> {
  servers.push(await fakeEngine(join(folder, name), answers));
  return `unix://${join(folder, name)}`;
}

/** What is wrong with the engine, as this process or as somebody without rights sees it. */
async function examined(env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  return (await examine({ env: { DRYDOCK_HOME: join(folder, 'home'), ...env }, root: ROOT })).filter(
    ({ verdict }) => verdict !== 'ok',
  );
}

function examinedByNobody(env: NodeJS.ProcessEnv): readonly Finding[] {
  const script = `import { examine } from ${JSON.stringify(join(SOURCE, 'doctor/examine.ts'))};
    process.stdout.write(JSON.stringify(await examine({ env: process.env, root: '/' })));`;
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    uid: NOBODY,
    gid: NOBODY,
    encoding: 'utf8',
    env: { HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (JSON.parse(text) as Finding[]).filter(({ subject }) => subject === 'engine');
}

/** Any group of this machine but root's. */
function someGroup(): { name: string; gid: number } {
  const rows = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .map((row) => row.split(':'));
  const [name = '', , gid = ''] = rows.find(([, , id]) => Number(id) > 0 && Number(id) !== NOBODY) ?? [];
  return { name, gid: Number(gid) };
}

test('a socket for a group names the group, and how to join it', async () => {
  const host = await listen('group.sock', answersOf('28.0.0'));
  const { name, gid } = someGroup();
  chownSync(join(folder, 'group.sock'), 0, gid);
  chmodSync(join(folder, 'group.sock'), 0o660);

  expect(examinedByNobody({ DOCKER_HOST: host })).toMatchObject([
    {
      verdict: 'failed',
      found: `DOCKER_HOST (${host}): you may not open this socket`,
      advice: expect.stringMatching(
        new RegExp(
          `it is for the group "${name}": sudo usermod --append --groups ${name} \\S+, then log out`,
        ),
      ),
    },
  ]);
});

test("somebody else's socket names who it belongs to", async () => {
  const host = await listen('root.sock', answersOf('28.0.0'));
  chmodSync(join(folder, 'root.sock'), 0o600);
  mkdirSync(join(folder, 'closed'), { mode: 0o700 });
  const inside = await listen('closed/one.sock', answersOf('28.0.0'));

  expect(examinedByNobody({ DOCKER_HOST: host })[0]?.advice).toMatch(
    /it is for root alone: run the command as root/,
  );
  expect(examinedByNobody({ DOCKER_HOST: inside })[0]?.advice).toMatch(
    /only root may enter .*closed: name an engine/,
  );
});

test('a machine with no engine, where only root could start one, cannot build', () => {
  expect(examinedByNobody({ DOCKER_CONFIG: folder })).toMatchObject([
    { verdict: 'failed', found: expect.stringMatching(/only root can start|needs Debian/) },
    { verdict: 'failed', found: expect.stringMatching(/the default socket .*: there is no such socket/) },
  ]);
});

test('an engine of its own that is not there yet is no failure, and nothing is downloaded', async () => {
  const findings = await examined({ DRYDOCK_ENGINE: 'embedded' });

  expect(findings).toMatchObject([
    {
      subject: 'engine',
      verdict: 'warning',
      found: "none answers; the next build downloads and starts Drydock's own",
    },
  ]);
  expect(() => readFileSync(join(folder, 'home'))).toThrow('ENOENT');
});

test.for([
  ['Docker 24', answersOf('24.0.7'), /^older than 25$/, /use Docker 25 or newer/],
  ['Docker 9', answersOf('9.1.0'), /^older than 25$/, /use Docker 25 or newer/],
  [
    'Podman',
    answersOf('5.8.6', { product: 'Podman Engine' }),
    /Podman 5\.8\.6 in Docker's place/,
    /use Docker 25/,
  ],
] as const)('%s cannot build, and what can is said', async ([name, answers, found, advice]) => {
  const host = await listen(`${name.replace(' ', '-')}.sock`, answers);

  const failures = (await examined({ DOCKER_HOST: host })).filter(({ verdict }) => verdict === 'failed');

  expect(failures).toMatchObject([
    { found: expect.stringMatching(found), advice: expect.stringMatching(advice) },
  ]);
});

test('a client without plugins is named, for each plugin', async () => {
  const host = await listen('client.sock', answersOf('28.0.0'));

  const findings = await examined({ DOCKER_HOST: host, PATH: folder });

  expect(findings).toMatchObject(
    ['buildx', 'compose'].map((subject) => ({
      subject,
      verdict: 'warning', // a failure on any other machine than root's on Debian
      found: "missing; the next build downloads Drydock's own",
      advice: expect.stringContaining(`install docker's ${subject} plugin`),
    })),
  );
});

test.for([
  ['DOCKER_TLS_VERIFY', { DOCKER_HOST: 'tcp://shop.example:2375', DOCKER_TLS_VERIFY: '1' }, 'shop.example'],
  ["TLS's port", { DOCKER_HOST: 'tcp://shop.example:2376' }, 'shop.example'],
  ['ssh', { DOCKER_HOST: 'ssh://me@shop.example' }, 'me@shop.example'],
] as const)('%s is refused, with the way round it', async ([, env, machine]) => {
  expect(await examined(env)).toMatchObject([
    {
      verdict: 'failed',
      advice: expect.stringContaining(`ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock ${machine};`),
    },
  ]);
});

test('a setting that means nothing is a finding, and the rest is examined all the same', async () => {
  const all = await examine({ env: { DRYDOCK_ENGINE: 'own', DRYDOCK_HOME: folder }, root: ROOT });

  expect(all.filter(({ verdict }) => verdict === 'failed')).toMatchObject([
    { subject: 'engine', found: 'DRYDOCK_ENGINE is "own"; it takes "embedded" or "host"' },
  ]);
  expect(all.map(({ subject }) => subject)).toContain('memory');
});

test.for([':', '"', '\n'])(
  'an engine of its own cannot lie in a folder with %j, and that is said',
  async (sign) => {
    const env = { DRYDOCK_ENGINE: 'embedded', DRYDOCK_HOME: join(folder, `a${sign}b`) };

    expect((await examined(env)).filter(({ verdict }) => verdict === 'failed')).toMatchObject([
      { subject: 'engine', found: expect.stringMatching(/its path has a .*, and programs are to lie in it/) },
    ]);
  },
);
