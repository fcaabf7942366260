// Proves that a run understands its command line, splits its work evenly and completely, and counts what tests start.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { secondsOf } from './durations.ts';
import { commitOf } from './nx-tasks.ts';
import { ownTests } from './own-tests.ts';
import { profileLines, rowOf, slowestLines } from './profile/profile-lines.ts';
import { readRecords } from './profile/read-records.ts';
import { eventsOf } from './profile/record.mjs';
import { runOptions } from './run-options.ts';
import { shareOut } from './share-out.ts';

describe('the command line of a run', () => {
  test('means the whole of `npm test` by default', () => {
    expect(runOptions([])).toMatchObject({ tier: 'test', base: undefined, shard: { index: 1, count: 1 } });
  });

  test('takes a shard, and a commit to compare with', () => {
    expect(runOptions(['--affected', '--base', 'v1', '--shard', '2/4'])).toMatchObject({
      base: 'v1',
      shard: { index: 2, count: 4 },
    });
  });

  test.each([
    [['--shard', '5/4'], '--shard is "5/4"; it takes a part and the number of parts, e.g. 1/4'],
    [['--shard', '0/4'], '--shard is "0/4"'],
    [['--shard', 'half'], '--shard is "half"'],
    [['--tier', 'most'], '--tier is "most"; it takes one of check, test, all, rest, faults'],
    [['--base', 'v1'], '--base is for `npm run test:affected`'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, message) => {
    expect(() => runOptions(args)).toThrow(message);
  });
});

describe('four shards', () => {
  const pieces = Array.from({ length: 60 }, (_, index) => ({
    name: `file-${index}`,
    seconds: (index * 7) % 31,
  }));
  const shards = [1, 2, 3, 4].map((index) => shareOut(pieces, { index, count: 4 }));

  test('have every piece once', () => {
    const names = shards.flat().map(({ name }) => name);

    expect(names.sort()).toEqual(pieces.map(({ name }) => name).sort());
  });

  test('take about the same time', () => {
    const seconds = shards.map((shard) => shard.reduce((sum, piece) => sum + piece.seconds, 0));

    expect(Math.max(...seconds)).toBeLessThanOrEqual(1.05 * Math.min(...seconds));
  });

  test('do not depend on the order in which the files are found', () => {
    const again = shareOut(pieces.toReversed(), { index: 2, count: 4 });

    expect(again).toEqual(shards[1]);
  });
});

test('what the rest of a file takes is what `npm test` leaves of it', () => {
  const durations = { test: { a: 2 }, all: { a: 12, b: 3 } };

  expect(['a', 'b'].map((name) => secondsOf(durations, 'rest', name))).toEqual([10, 3]);
  expect(secondsOf(durations, 'test', 'b')).toBe(3);
});

test.each([
  ['docker buildx bake --file docker/bake.hcl default', ['build']],
  ['docker buildx bake --print', []],
  ['docker buildx bake --list type=targets', []],
  ['docker build --tag one .', ['build']],
  ['docker run --rm debian', ['container']],
  ['docker start one', ['container']],
  ['docker network create --label dev.drydock.stack=one one-nat', ['stack']],
  ['docker network create one', []],
  ['docker image inspect run', []],
])('`%s` counts as %j', (command, events) => {
  expect(eventsOf(command.split(' '))).toEqual(events);
});

test('a process that a test file starts notes what it asks of the engine, under the name of the file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-records-'));
  const server = createServer((_, response) => response.end()).listen(0);
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const record = pathToFileURL(join(import.meta.dirname, 'profile/record.mjs')).href;
    const code = `require('http').request({ port: ${port}, method: 'POST', path: '/containers/1/start' }).on('error', () => {}).end();`;
    const env = { ...process.env, DRYDOCK_RECORDS: folder, DRYDOCK_TEST_FILE: 'a.test.ts', NODE_OPTIONS: '' };

    spawnSync(
      process.execPath,
      ['--import', record, '--eval', `${code} setTimeout(() => process.exit(), 200);`],
      { env },
    );

    expect(readRecords(folder)).toEqual(
      new Map([['a.test.ts', { busySeconds: 0, builds: 0, containers: 1, stacks: 0 }]]),
    );
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

describe('a profile', () => {
  const rows = [
    rowOf('test/cli/a.test.ts', 2, { busySeconds: 0.5, builds: 1, containers: 2, stacks: 0 }),
    rowOf('test/cli/b.test.ts', 30.06),
    rowOf('libs/stack/test/c.test.ts', 1, { busySeconds: 1.5, builds: 0, containers: 0, stacks: 3 }),
  ];

  test('shows the slowest files first, with how long each waited', () => {
    expect(slowestLines(rows)).toEqual([
      'the 3 slowest files        seconds  waiting  builds  containers  stacks',
      'test/cli/b.test.ts            30.1     30.1       0           0       0',
      'test/cli/a.test.ts             2.0      1.5       1           2       0',
      'libs/stack/test/c.test.ts      1.0      0.0       0           0       3',
    ]);
  });

  test('adds up each project', () => {
    expect(profileLines(rows)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^test\/cli +32\.1 +31\.6 +1 +2 +0$/),
        expect.stringMatching(/^libs\/stack +1\.0 +0\.0 +0 +0 +3$/),
        expect.stringMatching(/^all +33\.1 +31\.6 +1 +2 +3$/),
      ]),
    );
  });
});

test('the tests of services are those that the bake file groups, each with its project in Nx', () => {
  const bakeFile = readFileSync(join(import.meta.dirname, '../../docker/bake.hcl'), 'utf8');

  expect(ownTests(bakeFile)).toEqual([
    { target: 'image-of-the-day-test', project: 'image-of-the-day' },
    { target: 'access-log-test', project: 'access-log' },
    { target: 'image-gallery-test', project: 'image-gallery' },
    { target: 'apod-test', project: 'apod' },
    { target: 'healthcheck-test', project: 'image-healthcheck' },
    { target: 'proxy-test', project: 'image-proxy' },
  ]);
  expect(() => ownTests('target "a" {}')).toThrow('no group "test"');
});

test('a name that git does not know is no commit', () => {
  expect(commitOf('HEAD')).toMatch(/^[0-9a-f]{40}$/);
  expect(commitOf('no-such-branch')).toBeUndefined();
  expect(commitOf('--all')).toBeUndefined();
});
