// Proves what the examination says of folders that cannot be written, a full disk, a path and a proxy that are in the way.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { examine } from '../src/doctor/examine.ts';

const folder = mkdtempSync(join(tmpdir(), 'ddk-doctor-'));
const file = join(folder, 'file');
writeFileSync(file, '');
afterAll(() => rmSync(folder, { recursive: true }));

async function found(subject: string, env: NodeJS.ProcessEnv, root = '/srv/clone') {
  const host = { DOCKER_HOST: 'unix:///nowhere.sock', DRYDOCK_HOME: folder };
  const all = await examine({ env: { ...host, ...env }, root });
  return all.filter((one) => one.subject === subject && one.verdict !== 'ok');
}

test.for([
  ['a file', file, `${file} cannot be written: ${file} is a file`],
  ['below a file', join(file, 'home'), 'a part of it is a file, and a folder is expected'],
] as const)('a home that is %s', async ([, home, text]) => {
  expect(await found('disk', { DRYDOCK_HOME: home })).toMatchObject([
    {
      verdict: 'failed',
      found: expect.stringContaining(text),
      advice: 'set DRYDOCK_HOME to a folder that you may write to',
    },
  ]);
});

test('a home that is not there is not made', async () => {
  const home = join(folder, 'new/home');

  expect(await found('disk', { DRYDOCK_HOME: home })).toEqual([]);
  expect(() => rmSync(join(folder, 'new'))).toThrow('ENOENT');
});

/** Runs with a disk of 64 MB, mounted as told. */
async function withDisk(mode: string, look: (disk: string) => Promise<void>): Promise<void> {
  const disk = join(folder, `disk-${mode}`);
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=64m,${mode}`, 'tmpfs', disk]);
  try {
    await look(disk);
  } finally {
    execFileSync('umount', [disk]);
  }
}

test('a disk with little room', async () => {
  await withDisk('rw', async (disk) =>
    expect(await found('disk', { DRYDOCK_HOME: join(disk, 'home') })).toMatchObject([
      {
        verdict: 'failed',
        found: `0.1 GB free for ${disk}/home`,
        advice: expect.stringContaining('building needs 10 GB'),
      },
    ]),
  );
});

test('a disk that is read-only', async () => {
  await withDisk('ro', async (disk) =>
    expect(await found('disk', { DRYDOCK_HOME: join(disk, 'home') })).toMatchObject([
      { verdict: 'failed', found: `${disk}/home cannot be written: the file system is read-only` },
    ]),
  );
});

test('a clone in a path that PATH cannot hold', async () => {
  expect(await found('folder', {}, '/srv/12:30/clone')).toMatchObject([
    { verdict: 'failed', found: '/srv/12:30/clone has a colon in its path' },
  ]);
  expect(await found('folder', {}, '/srv/1, "two" #3/clone é')).toEqual([]);
});

const PROXY = { https_proxy: 'http://proxy.example:3128' };
const CAUGHT = 'browsers and curl: it is asked for';

test.for([
  ['no exception', PROXY, [`${CAUGHT} localhost and 127.0.0.1 too`]],
  ['the name alone', { ...PROXY, no_proxy: 'localhost' }, [`${CAUGHT} 127.0.0.1 too`]],
  ['name and address', { ...PROXY, no_proxy: 'a.example, localhost,127.0.0.1' }, []],
  ['name and range', { ...PROXY, no_proxy: '.localhost,127.0.0.0/8' }, []],
  ['another range', { ...PROXY, no_proxy: 'localhost,0.0.0.0/32' }, [`${CAUGHT} 127.0.0.1 too`]],
  ['everything', { ...PROXY, NO_PROXY: '*' }, []],
  ['exceptions alone', { no_proxy: 'a.example' }, []],
  ['no proxy', {}, []],
  [
    'a proxy on this machine',
    { http_proxy: 'http://127.0.0.1:3128', no_proxy: '*' },
    ["http_proxy name this machine as localhost, and a builder's localhost is its own"],
  ],
] as const)('a proxy with %s', async ([, env, texts]) => {
  expect((await found('proxy', env)).map((finding) => finding.found)).toEqual(texts);
});

test('a proxy that Node itself takes for localhost stops the harness', async () => {
  expect(await found('proxy', { ...PROXY, NODE_USE_ENV_PROXY: '1' })).toMatchObject([
    { verdict: 'failed', advice: 'add localhost,127.0.0.1 to no_proxy and NO_PROXY' },
  ]);
});
