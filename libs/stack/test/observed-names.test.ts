// Proves which rights of an observed process have which names, and what counts as written.
import { describe, expect, test } from 'vitest';
import { capabilityNames } from '../src/observe/capability-names.ts';
import { writtenPaths } from '../src/observe/written-paths.ts';

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
