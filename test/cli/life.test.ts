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
let visits = 0;

beforeAll(async () => {
  engine = await openTestEngine();
  workspace = copyWorkspace();
});

afterAll(async () => {
  await workspace.run(['down', '--volumes']);
  workspace[Symbol.dispose]();
});

const up = async (...options: readonly string[]): Promise<Up> => {
  const ran = await workspace.run(['up', '--json', ...options]);
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(ran.stderr).not.toMatch(/drydock: /);
  return JSON.parse(ran.stdout);
};

/** How many visits the access log has. */
const logged = async ({ services }: Up): Promise<number> => {
  const url = services.find(({ name }) => name === 'access-log')?.url ?? '';
  return (await request(url).get('/stats')).body.logs;
};

test('up hands over a page whose visits are counted', async () => {
  first = await up();
  const { page, sizes } = first;
  const visit = async () => {
    visits += 1;
    return (await request(page).get('/').expect(200)).text;
  };

  // On a machine with other work, the picture may take longer than the page waits for it.
  await until('the page shows the picture', async () => (await visit()).includes('<img '));
  for (let more = 0; more < 4; more++) await visit();

  await expect.poll(() => logged(first), { timeout: 10_000 }).toBe(visits);
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

test('up after a change of compose.yaml replaces the containers, and keeps the visits', async () => {
  workspace.edit('compose.yaml', (text) => text.replace('pids_limit: 128', 'pids_limit: 127'));

  const second = await up('--no-build');

  const ids = ({ services }: Up) => services.map(({ containerId }) => containerId);
  expect(ids(second)).toHaveLength(4);
  expect(ids(second).filter((id) => ids(first).includes(id))).toEqual([]);
  expect(await logged(second)).toBe(visits);
});

test('down keeps the visits, and the next up has them', async () => {
  const { stdout } = await workspace.run(['down']);
  const left = await leftOfStack(engine, workspace.stack);
  const third = await up('--no-build');

  expect(stdout).toContain('removed 4 containers, 1 network\n');
  expect(stdout).toContain(
    `kept ${workspace.stack}_access-log-data\n  to remove what is stored there: npm run `,
  );
  expect(left).toEqual([`${workspace.stack}_access-log-data`]);
  expect(await logged(third)).toBe(visits);
});

test('another clone is told whose stack it is, and stops nothing', async () => {
  using other = copyWorkspace();
  other.edit('compose.yaml', (text) => text.replaceAll(other.stack, workspace.stack));

  const ended = await Promise.all([other.run(['up', '--no-build']), other.run(['down'])]);
  const ps = await other.run(['ps']);

  for (const { exitCode, stderr } of ended) {
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`was started from another folder: ${workspace.folder}`);
  }
  expect(ps.stdout).toContain(`started from ${workspace.folder}\n`);
  expect(await leftOfStack(engine, workspace.stack)).toHaveLength(6);
});

test('down --volumes leaves nothing', async () => {
  const { stdout } = await workspace.run(['down', '--volumes']);

  expect(stdout).toContain('removed 4 containers, 1 network, 1 volume\n');
  expect(await leftOfStack(engine, workspace.stack)).toEqual([]);
});
