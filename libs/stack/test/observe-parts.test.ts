// Proves what an observation is made of: the first process seen in two ways, rights by name, and what counts as written.
import { currentOwner, type Engine, formatOwner, runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTestcontainers } from '../src/connect-testcontainers.ts';
import { labelArguments, OWNER_LABEL, START_LABEL } from '../src/labels.ts';
import { capabilityNames } from '../src/observe/capability-names.ts';
import { viewContainer } from '../src/observe/container-view.ts';
import { firstProcess } from '../src/observe/first-process.ts';
import { writtenPaths } from '../src/observe/written-paths.ts';
import { engineWithObserved, imageOf } from './fixtures/observe.ts';

const name = `observe-parts-${process.pid}`;
const labels = { [START_LABEL]: name, [OWNER_LABEL]: formatOwner(currentOwner()) };
let engine: Engine;

beforeAll(async () => {
  engine = await engineWithObserved();
});
afterAll(() => runDocker(engine, ['rm', '--force', name]));

describe('the first process', () => {
  async function look(image: string | undefined) {
    const run = ['run', '--detach', '--name', name, ...labelArguments(labels), imageOf('plain'), 'one two'];
    const { stdout } = await runDocker(engine, run);
    const container = viewContainer(await connectTestcontainers(engine), stdout.trim());
    try {
      return await firstProcess(engine, { container, labels, image, signal: AbortSignal.timeout(30_000) });
    } finally {
      await runDocker(engine, ['rm', '--force', name]);
    }
  }
  const pid1 = { command: ['perl', '/serve.pl', 'one two'], executable: '/usr/bin/perl' };

  test('is seen from inside, with its rights', async () => {
    const seen = await look(undefined);

    expect(seen).toMatchObject({ pid1, user: { uid: 65532, gid: 65532, hasNoNewPrivileges: false } });
    expect(seen.user?.capabilities).toEqual([]);
  });

  test('is seen by the engine, when there is no image to look with, word by word all the same', async () => {
    expect(await look('drydock/none:none')).toEqual({ pid1, user: { uid: 65532, gid: 65532 } });
  });
});

test.each([
  ['0000000000000000', []],
  ['0000000000000400', ['net_bind_service']],
  ['00000000a80425fb', expect.arrayContaining(['chown', 'kill', 'net_raw', 'setfcap'])],
  ['0000010000000001', ['chown', 'checkpoint_restore']],
  ['8000000000000000', ['capability 63']],
])('the capabilities in %s have names', (set, names) => {
  expect(capabilityNames(set)).toEqual(names);
});

describe('of what differs from the image', () => {
  test.each<[string, string[], string[], string[]]>([
    ['a file that was added is written', ['/var', '/var/log', '/var/log/one'], [], ['/var/log/one']],
    ['an empty folder that was added is written', ['/var', '/var/made'], [], ['/var/made']],
    ['what the engine makes is not', ['/etc', '/etc/hosts', '/.dockerenv', '/dev/console'], [], []],
    [
      'what only begins like it is',
      ['/device', '/etc', '/etc/hosts.allow'],
      [],
      ['/device', '/etc/hosts.allow'],
    ],
    ['a mount and the way to it is not', ['/new', '/new/deep', '/new/deep/data'], ['/new/deep/data/'], []],
    ['what is in a mount is not', ['/data', '/data/kept'], ['/data'], []],
    ['what is beside a mount is', ['/data2', '/new', '/new/a'], ['/data', '/new/b'], ['/data2', '/new/a']],
    ['nothing is nothing', [], [], []],
  ])('%s', (_title, changes, mounts, written) => {
    expect(writtenPaths(changes, mounts)).toEqual(written);
  });
});
