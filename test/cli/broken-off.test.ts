// Proves that `up` and `build` may be broken off at any moment: nothing stays, or the next command cleans it up.
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { beforeAll, expect, test, vi } from 'vitest';
import { leftOfStack } from '../support/left-of-stack.ts';
import { copyWorkspace, finished, type Workspace } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';
import { until } from '../support/until.ts';

// For a machine with other work: several stacks start at once.
vi.setConfig({ testTimeout: 300_000 });

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

/** A copy of which nothing runs in the end. */
function stackedCopy(): Workspace & AsyncDisposable {
  const copy = copyWorkspace();
  return {
    ...copy,
    [Symbol.asyncDispose]: async () => {
      await copy.call(['down', '--volumes']);
      copy[Symbol.dispose]();
    },
  };
}

const hasBegun = (copy: Workspace, child: ChildProcess) =>
  until('it has made something', async () => {
    if (child.exitCode !== null) throw new Error('up ended before it was broken off');
    return (await leftOfStack(engine, copy.stack)).length > 0;
  });
const after = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));
const thorough = { tags: 'thorough' };

const KILLED = 'killed %s, up leaves nothing that the next command does not clean up';
const killed = async ([, moment]: Moment) => {
  await using copy = stackedCopy();
  const child = copy.start(['up', '--no-build']);
  const ended = finished(child);
  await moment(copy, child);
  child.kill('SIGKILL');
  await ended;

  const up = await copy.run(['up', '--no-build']);

  expect(up.stderr).not.toMatch(/drydock: /);
  expect(up.exitCode).toBe(0);
  await copy.call(['down', '--volumes']);
  expect(await leftOfStack(engine, copy.stack)).toEqual([]);
};

const INTERRUPTED = 'interrupted by Ctrl-C %s, up ends by itself and leaves nothing that runs';
const interrupted = async ([, moment]: Moment) => {
  await using copy = stackedCopy();
  const child = copy.start(['up', '--no-build']);
  const ended = finished(child);
  await moment(copy, child);
  child.kill('SIGINT');

  const { exitCode, stderr } = await ended;

  expect(stderr).not.toMatch(/this is a bug/);
  expect(exitCode).toBe(130);
  expect(await leftRunning(copy)).toEqual([]);
};

/** All but the volume: nobody asked for its removal, and the page may have answered and stored something already. */
const leftRunning = async ({ stack }: Workspace) =>
  (await leftOfStack(engine, stack)).filter((name) => name !== `${stack}_access-log-data`);

const UNHEARD = '%s, up ends by itself and leaves nothing that runs';
const unheard = async ([, leave, code]: Leaving) => {
  await using copy = stackedCopy();
  const child = copy.start(['up', '--no-build']);
  const ended = finished(child);
  await hasBegun(copy, child);
  leave(child);

  const { exitCode } = await ended;

  expect(exitCode).toBe(code);
  expect(await leftRunning(copy)).toEqual([]);
};
type Leaving = readonly [how: string, leave: (child: ChildProcess) => void, code: number];
const LEAVING: readonly Leaving[] = [
  ['when nobody reads what it says any more', (child) => child.stderr?.destroy(), 141],
  [
    'when its terminal is closed, and it is told so twice',
    (child) => {
      child.stderr?.destroy();
      child.kill('SIGHUP');
      setTimeout(() => child.kill('SIGHUP'), 300);
    },
    129,
  ],
];

type Moment = readonly [when: string, moment: (copy: Workspace, child: ChildProcess) => Promise<void>];
const BEGUN: readonly Moment[] = [['once it has begun to start the services', hasBegun]];
const later = (...times: readonly number[]) =>
  times.map((ms): Moment => [`${ms} ms after its start`, after(ms)]);

test.concurrent.for(BEGUN)(KILLED, killed);
test.concurrent.for(later(300, 1_000, 1_700, 2_500))(KILLED, thorough, killed);
test.concurrent.for(BEGUN)(INTERRUPTED, interrupted);
test.concurrent.for(later(500, 2_000))(INTERRUPTED, thorough, interrupted);
test.concurrent.for(LEAVING)(UNHEARD, unheard);

const BAKE = 'target "default" {\n  context = "slow"\n  output = ["type=cacheonly"]\n}\n';
/** A step that nobody has run before. One that never ended would keep the next build waiting too: it joins in. */
const slow = (stack: string) => `FROM debian:trixie-slim\nRUN sleep 5 && echo ${stack}\n`;

test.concurrent('a build that is killed half-way leaves no buildx process, no half-made image and no folder, and the next one works', async ({
  expect,
}) => {
  await using copy = stackedCopy();
  copy.edit('docker/bake.hcl', () => BAKE);
  mkdirSync(join(copy.folder, 'slow'));
  writeFileSync(join(copy.folder, 'slow/Dockerfile'), slow(copy.stack));
  const child = copy.start(['build']);
  const ended = finished(child);
  const running = () => processesIn(copy.folder).join();
  const folders = () =>
    readdirSync(tmpdir()).filter((name) => name.startsWith(`drydock-build-${child.pid}-`));
  // The checks below can see one.
  await expect.poll(folders, { timeout: 60_000 }).toHaveLength(1);
  await expect.poll(running, { timeout: 60_000 }).toContain('buildx bake');
  await after(500)();
  child.kill('SIGKILL');
  await ended;

  const build = await copy.run(['build']);

  expect(build.exitCode, build.stderr).toBe(0);
  expect(folders()).toEqual([]);
  await expect.poll(() => processesIn(copy.folder), { timeout: 10_000 }).toEqual([]);
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
