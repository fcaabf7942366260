// Proves the life of what `npm start` starts: up, seen, up again, down, and broken off at any moment.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Engine } from '@drydock/engine';
import { runDocker } from '@drydock/engine';
import request from 'supertest';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { copyWorkspace, finished, type Workspace } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';

let engine: Engine;
let workspace: Workspace;

beforeAll(async () => {
  engine = await openTestEngine();
});

beforeEach(() => {
  workspace = copyWorkspace();
});

afterEach(async () => {
  await workspace.run(['down']);
  workspace[Symbol.dispose]();
});

/** What the engine still has of a stack: containers, networks and volumes, by name. */
async function leftOf(stack: string): Promise<string[]> {
  const filter = ['--filter', `label=dev.drydock.stack=${stack}`];
  const lists = [
    ['ps', '--all', '--format', '{{.Names}}'],
    ['network', 'ls', '--format', '{{.Name}}'],
    ['volume', 'ls', '--format', '{{.Name}}'],
  ];
  const printed = await Promise.all(lists.map((list) => runDocker(engine, [...list, ...filter])));
  return printed.flatMap(({ stdout }) => stdout.split('\n').filter(Boolean));
}

test('up hands over a page whose visits are counted, and down leaves nothing', async () => {
  const up = await workspace.run(['up', '--json']);
  expect(up.stderr).not.toMatch(/drydock: /);
  const { page, sizes, services } = JSON.parse(up.stdout);
  const stats = services.find(({ name }: { name: string }) => name === 'access-log').url;

  for (let visit = 0; visit < 5; visit++) await request(page).get('/').expect(200).expect(/<img /);

  await expect
    .poll(
      () =>
        request(stats)
          .get('/stats')
          .then(({ body }) => body.logs),
      { timeout: 10_000 },
    )
    .toBe(5);
  expect(sizes).toHaveLength(4);
  expect((await workspace.run(['down'])).stdout).toMatch(/removed 4 containers, 1 network, \d volumes/);
  expect(await leftOf(workspace.stack)).toEqual([]);
});

test('a second up with nothing changed leaves the running containers alone', async () => {
  const first = JSON.parse((await workspace.run(['up', '--json'])).stdout);

  const second = JSON.parse((await workspace.run(['up', '--json'])).stdout);

  expect(second.services).toEqual(first.services);
});

test('up after a change of compose.yaml replaces the containers', async () => {
  const first = JSON.parse((await workspace.run(['up', '--json'])).stdout);
  workspace.edit('compose.yaml', (text) => text.replace('pids_limit: 128', 'pids_limit: 127'));

  const second = JSON.parse((await workspace.run(['up', '--json'])).stdout);

  const ids = (ran: { services: { containerId: string }[] }) =>
    ran.services.map(({ containerId }) => containerId);
  expect(ids(second).filter((id) => ids(first).includes(id))).toEqual([]);
});

test('ps and logs show what runs', async () => {
  await workspace.run(['up']);

  const ps = await workspace.run(['ps']);
  const logs = await workspace.run(['logs', 'iotd', '--tail', '5']);

  expect(ps.stdout).toMatch(/image-of-the-day +running +http:\/\/iotd/);
  expect(logs.stdout).toMatch(/^image-of-the-day \| \{/m);
});

test.each([300, 1_000, 1_700, 2_500])(
  'killed %i ms after its start, up leaves nothing that the next command does not clean up',
  async (afterMs) => {
    const child = workspace.start(['up', '--no-build']);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill('SIGKILL');
    await finished(child);

    const up = await workspace.run(['up', '--no-build']);

    expect(up.stderr).not.toMatch(/drydock: /);
    expect(up.exitCode).toBe(0);
    await workspace.run(['down']);
    expect(await leftOf(workspace.stack)).toEqual([]);
  },
);

test.each([500, 2_000])(
  'interrupted by Ctrl-C %i ms after its start, up ends by itself and leaves nothing',
  async (afterMs) => {
    const child = workspace.start(['up', '--no-build']);
    const done = finished(child);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill('SIGINT');

    const { exitCode, stderr } = await done;

    expect(stderr).not.toMatch(/this is a bug/);
    expect(exitCode).toBe(130);
    expect(await leftOf(workspace.stack)).toEqual([]);
  },
);

test('a build that is killed half-way leaves no buildx process, no half-made image and no folder, and the next one works', async () => {
  workspace.edit('docker/healthcheck/main.go', (text) => `${text}\n// ${workspace.stack}\n`);
  const child = workspace.start(['build', 'apod']);
  const running = () => processesIn(workspace.folder).join();
  const folders = () =>
    readdirSync(tmpdir()).filter((name) => name.startsWith(`drydock-build-${child.pid}-`));
  // The checks below can see one.
  await expect.poll(folders, { timeout: 60_000 }).toHaveLength(1);
  await expect.poll(running, { timeout: 60_000 }).toContain('buildx bake');
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill('SIGKILL');
  await finished(child);

  const build = await workspace.run(['build', 'apod']);

  expect(build.exitCode).toBe(0);
  expect(folders()).toEqual([]);
  await expect.poll(() => processesIn(workspace.folder), { timeout: 10_000 }).toEqual([]);
});

/** What runs in a folder, by its command line: a child that outlived its killed parent, for one. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const isThere = readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
        return isThere ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
      } catch {
        return []; // it ended meanwhile
      }
    });
}
