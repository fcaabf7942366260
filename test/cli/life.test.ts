// Proves the life of what `npm start` starts: up, seen, up again, changed, down. The tests are its stages, in order.
import type { Engine } from '@drydock/engine';
import request from 'supertest';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { leftOfStack } from '../support/left-of-stack.ts';
import { copyWorkspace, type Workspace } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';
import { until } from '../support/until.ts';

// For a machine with other work: several stacks start at once.
vi.setConfig({ testTimeout: 300_000 });

interface Up {
  readonly page: string;
  readonly sizes: readonly unknown[];
  readonly services: readonly { readonly name: string; readonly url: string; readonly containerId: string }[];
}

let engine: Engine;
let workspace: Workspace;
let first: Up;

beforeAll(async () => {
  engine = await openTestEngine();
  workspace = copyWorkspace();
});

afterAll(async () => {
  await workspace.run(['down']);
  workspace[Symbol.dispose]();
});

const up = async (...options: readonly string[]): Promise<Up> => {
  const ran = await workspace.run(['up', '--json', ...options]);
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(ran.stderr).not.toMatch(/drydock: /);
  return JSON.parse(ran.stdout);
};

test('up hands over a page whose visits are counted', async () => {
  first = await up();
  const { page, sizes, services } = first;
  const stats = services.find(({ name }) => name === 'access-log')?.url ?? '';
  let visits = 0;
  const visit = async () => {
    visits += 1;
    return (await request(page).get('/').expect(200)).text;
  };

  // On a machine with other work, the picture may take longer than the page waits for it.
  await until('the page shows the picture', async () => (await visit()).includes('<img '));
  for (let more = 0; more < 4; more++) await visit();

  const logs = async () => (await request(stats).get('/stats')).body.logs;
  await expect.poll(logs, { timeout: 10_000 }).toBe(visits);
  expect(sizes).toHaveLength(4);
});

test('a second up with nothing changed leaves the running containers alone', async () => {
  const second = await up();

  expect(second.services).toEqual(first.services);
});

test('ps and logs show what runs', async () => {
  const ps = await workspace.run(['ps']);
  const logs = await workspace.run(['logs', 'iotd', '--tail', '5']);

  expect(ps.stdout).toMatch(/image-of-the-day +running +http:\/\/iotd/);
  expect(logs.stdout).toMatch(/^image-of-the-day \| \{/m);
});

test('up after a change of compose.yaml replaces the containers', async () => {
  workspace.edit('compose.yaml', (text) => text.replace('pids_limit: 128', 'pids_limit: 127'));

  const second = await up('--no-build');

  const ids = ({ services }: Up) => services.map(({ containerId }) => containerId);
  expect(ids(second)).toHaveLength(4);
  expect(ids(second).filter((id) => ids(first).includes(id))).toEqual([]);
});

test('down leaves nothing', async () => {
  // The look below can see something.
  expect(await leftOfStack(engine, workspace.stack)).not.toEqual([]);

  const { stdout } = await workspace.run(['down']);

  expect(stdout).toMatch(/removed 4 containers, 1 network, \d volumes/);
  expect(await leftOfStack(engine, workspace.stack)).toEqual([]);
});
