// Proves that `load` measures services that run and leaves them alone, or starts its own and leaves nothing of them.
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dockerText } from '../support/containers.ts';
import { leftBehind } from '../support/left-behind.ts';
import { copyWorkspace, finished, type Workspace } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';

let engine: Engine;
let workspace: Workspace;

beforeAll(async () => {
  engine = await openTestEngine();
  workspace = copyWorkspace();
});

afterAll(async () => {
  await workspace.run(['down']);
  workspace[Symbol.dispose]();
});

/** Containers, networks and volumes that were started from this copy, under whatever name. */
async function leftOfCopy(): Promise<string[]> {
  const lists = await Promise.all([
    dockerText(engine, 'ps', '--all', '--format', '{{.Names}}'),
    dockerText(engine, 'network', 'ls', '--format', '{{.Name}}'),
    dockerText(engine, 'volume', 'ls', '--format', '{{.Name}}'),
  ]);
  return lists.flatMap((text) => text.split('\n')).filter((name) => name.startsWith(workspace.stack));
}

test('with nothing running it starts a stack of its own, breaks a service of it as planned, and removes it', async () => {
  const fault = 'killed:accesslog@1s+1s';

  const ran = await workspace.run(['load', '--duration', '5s', '--rate', '20', '--fault', fault, '--json']);

  const report = JSON.parse(ran.stdout);
  expect(ran.exitCode).toBe(0);
  expect(report).toMatchObject({ service: 'image-gallery', hadOwnStack: true, rate: 20, lastedMs: 5_000 });
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
  expect(await leftOfCopy()).toEqual([]);
});

test('Ctrl-C ends it with the figures so far, and leaves nothing', async () => {
  const child = workspace.start(['load', '--duration', '10m', '--fault', 'paused:apod@1s']);
  const done = finished(child);
  let said = '';
  child.stderr?.on('data', (chunk) => (said += chunk));
  await expect.poll(() => said, { timeout: 110_000 }).toContain('apod is paused');

  child.kill('SIGINT');
  const { exitCode, stdout, stderr } = await done;

  expect(exitCode).toBe(130);
  expect(stdout).toMatch(/ended early: 600\.0 s were asked for/);
  expect(stdout).toMatch(/ status 200 +\d/);
  expect(stderr).not.toMatch(/this is a bug/);
  expect(await leftOfCopy()).toEqual([]);
  expect(await leftBehind(engine, child.pid ?? 0)).toEqual([]);
});

test('it uses the services that run, and leaves them running', async () => {
  const up = JSON.parse((await workspace.run(['up', '--no-build', '--json'])).stdout);
  const before = await leftOfCopy();

  const page = await workspace.run(['load', '--duration', '2s', '--connections', '2']);
  const stats = await workspace.run(['load', 'accesslog', '--path', '/stats', '--duration', '2s', '--json']);
  const stopped = await workspace.run(['load', 'iotd', '--path', '/nowhere', '--duration', '1s']);

  expect(page.stdout).toMatch(`image-gallery  ${up.page}/  in the stack "${workspace.stack}"`);
  expect(page.stdout).toMatch(/^2\.0 s, 2 connections, each as fast as it is answered$/m);
  expect(JSON.parse(stats.stdout)).toMatchObject({ service: 'access-log', hadOwnStack: false, faults: [] });
  expect(stopped.stdout).toMatch(/status 404/);
  expect(await leftOfCopy()).toEqual(before);
});

test('wrong uses get one message and a next step, before anything is started', async () => {
  const cases: [string[], RegExp][] = [
    [['nobody'], /no service is called "nobody"\n {2}→ there are access-log, accesslog/],
    [['acceslog'], /no service is called "acceslog"; did you mean "accesslog"\?/],
    [['--fault', 'kiled:apod@1s'], /no fault is called "kiled"; did you mean "killed"\?/],
    [['--fault', 'killed@1s'], /"killed@1s" is no fault to plan\n {2}→ write what, of which service/],
    [['--fault', 'killed:apod@20s'], /would begin when the load of 10 s is over\n {2}→ let it begin earlier/],
    [['--fault', 'killed:apd@1s'], /no service is called "apd"; did you mean "apod"\?/],
    [['--duration', 'soon'], /It takes a time from 1s to 60m, such as 30s/],
    [['--duration', '61m'], /It takes a time from 1s to 60m, such as 30s/],
    [['--rate', '0'], /It takes a whole number from 1 to 100000/],
    [['--connections', '1001'], /It takes a whole number from 1 to 1000/],
    [['--path', 'stats'], /It begins with a slash/],
  ];

  for (const [args, message] of cases) {
    const ran = await workspace.run(['load', ...args]);

    expect(ran.stderr).toMatch(message);
    expect(ran.stderr).not.toMatch(/this is a bug|starting services/);
    expect([ran.stdout, ran.exitCode], args.join(' ')).toEqual(['', 1]);
  }
});

test('a service that does not run is said, and one that answers nothing is a failure', async () => {
  await dockerText(engine, 'kill', `${workspace.stack}-apod`);
  await dockerText(engine, 'pause', `${workspace.stack}-image-of-the-day`);

  const gone = await workspace.run(['load', 'apod']);
  const still = await workspace.run(['load', 'iotd', '--duration', '3s', '--timeout', '1s']);

  expect(gone.stderr).toMatch(/service "apod" does not run: it is exited\n {2}→ start the services again/);
  expect(still.stderr).toMatch(/answered none of \d+ requests: no answer in time\n {2}→ see what it logs/);
  expect([gone.exitCode, still.exitCode]).toEqual([1, 1]);
});
