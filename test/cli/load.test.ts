// Proves that `load` measures services that run and leaves them alone, or starts its own and leaves nothing of them.
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dockerText } from '../support/containers.ts';
import { leftBehind } from '../support/left-behind.ts';
import { copyWorkspace, finished, type Workspace } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';
import { until } from '../support/until.ts';

// For a machine with other work: several stacks start at once.
vi.setConfig({ testTimeout: 300_000 });

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

/** Containers, networks and volumes that were started from a copy, under whatever name. */
async function leftOfCopy({ stack }: Workspace): Promise<string[]> {
  const lists = await Promise.all([
    dockerText(engine, 'ps', '--all', '--format', '{{.Names}}'),
    dockerText(engine, 'network', 'ls', '--format', '{{.Name}}'),
    dockerText(engine, 'volume', 'ls', '--format', '{{.Name}}'),
  ]);
  return lists.flatMap((text) => text.split('\n')).filter((name) => name.startsWith(stack));
}

/** What the service behind the page logs, in the stack that `load` has started. */
async function pageLog(copy: Workspace): Promise<string> {
  const container = (await leftOfCopy(copy)).find((name) => name.endsWith('-image-gallery')) ?? '';
  return dockerText(engine, 'logs', '--tail', '100', container);
}

test.concurrent('with nothing running it starts a stack of its own, breaks a service of it as planned, and removes it', async () => {
  using copy = copyWorkspace();
  const fault = 'killed:accesslog@1s+1s';

  const ran = await copy.call(['load', '--duration', '3s', '--rate', '20', '--fault', fault, '--json']);

  expect(ran.exitCode, ran.stderr).toBe(0);
  const report = JSON.parse(ran.stdout);
  expect(report).toMatchObject({ service: 'image-gallery', hadOwnStack: true, rate: 20, lastedMs: 3_000 });
  // The page answers without the service that counts its visits.
  expect(report.requests.answered).toBeGreaterThan(0);
  expect(report.statuses).toEqual({ 200: report.requests.answered });
  expect(report.latencyMs.max).toBeGreaterThanOrEqual(report.latencyMs.p99);
  expect(report.faults).toMatchObject([{ name: 'access-log was killed', service: 'accesslog', error: null }]);
  expect(report.faults[0].begunMs).toBeGreaterThanOrEqual(1_000);
  const memory = report.containers.map(({ service, memoryBytes }: never) => [service, memoryBytes]);
  expect(memory.map(([service]: string[]) => service)).toEqual([
    'access-log',
    'apod',
    'image-gallery',
    'image-of-the-day',
  ]);
  for (const [, { start, peak, end }] of memory) {
    expect(start).toBeGreaterThan(500_000);
    expect(peak).toBeGreaterThanOrEqual(Math.max(start, end));
  }
  expect(await leftOfCopy(copy)).toEqual([]);
});

test.concurrent('Ctrl-C ends it with the figures so far, and leaves nothing', async () => {
  using copy = copyWorkspace();
  const child = copy.start(['load', '--duration', '10m', '--fault', 'paused:apod@1s']);
  const done = finished(child);
  let said = '';
  child.stderr?.on('data', (chunk) => (said += chunk));
  await until('apod is paused', () => said.includes('apod is paused'), 110_000);
  await until('the page was answered', async () => /"path":"\/",.*"status":200/.test(await pageLog(copy)));

  child.kill('SIGINT');
  const { exitCode, stdout, stderr } = await done;

  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/ ended early: 600\.0 s were asked for/);
  expect(stdout).toMatch(/ status 200 +\d/);
  expect(stderr).not.toMatch(/this is a bug/);
  expect(await leftOfCopy(copy)).toEqual([]);
  expect(await leftBehind(engine, child.pid ?? 0)).toEqual([]);
});

describe('services that run', () => {
  let copy: Workspace;
  let page: string;

  beforeAll(async () => {
    copy = copyWorkspace();
    const up = await copy.call(['up', '--no-build', '--json']);
    expect(up.exitCode, up.stderr).toBe(0);
    ({ page } = JSON.parse(up.stdout));
  });

  afterAll(async () => {
    await copy.call(['down', '--volumes']);
    copy[Symbol.dispose]();
  });

  const load = (...args: readonly string[]) => copy.call(['load', ...args]);

  test('it uses the services that run, and leaves them running', async () => {
    const before = await leftOfCopy(copy);

    const ofPage = await load('--duration', '1s', '--connections', '2');
    const stats = await load('accesslog', '--path', '/stats', '--duration', '1s', '--json');
    const stopped = await load('iotd', '--path', '/nowhere', '--duration', '1s');

    expect(ofPage.stdout).toMatch(`image-gallery  ${page}/  in the stack "${copy.stack}"`);
    expect(ofPage.stdout).toMatch(/^1\.0 s, 2 connections, each as fast as it is answered$/m);
    expect(JSON.parse(stats.stdout)).toMatchObject({ service: 'access-log', hadOwnStack: false, faults: [] });
    expect(stopped.stdout).toMatch(/status 404/);
    expect(before).not.toEqual([]);
    expect(await leftOfCopy(copy)).toEqual(before);
  });

  test('a service that does not run is said, and one that answers nothing is a failure', async () => {
    await dockerText(engine, 'kill', `${copy.stack}-apod`);
    await dockerText(engine, 'pause', `${copy.stack}-image-of-the-day`);

    const gone = await load('apod');
    const still = await load('iotd', '--duration', '2s', '--timeout', '1s');

    expect(gone.stderr).toMatch(/service "apod" does not run: it is exited\n {2}→ start the services again/);
    expect(still.stderr).toMatch(/answered none of \d+ requests: no answer in time\n {2}→ see what it logs/);
    expect([gone.exitCode, still.exitCode]).toEqual([1, 1]);
  });
});
