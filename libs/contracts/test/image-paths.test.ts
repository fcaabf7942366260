// Proves that every section of a contract understands a path as a container would: through links, with a slash at the
// end, with a line break in it, and by either name of a hard link.
import { describe, expect, test } from 'vitest';
import { type ContractInput, defineContract, evaluate } from '../src/index.ts';
import { makeContents } from './make-contents.ts';

/** Debian's layout: the folders at the root are links into /usr. */
const MERGED = makeContents(
  [
    [
      { path: 'bin', type: 'symlink', link: 'usr/bin' },
      { path: 'lib', type: 'symlink', link: '/usr/lib' },
      { path: 'usr/bin', type: 'directory', mode: 0o755 },
      { path: 'usr/bin/dash', mode: 0o755, size: 10 },
      { path: 'usr/bin/sh', type: 'symlink', link: 'dash' },
      { path: 'usr/lib/os-release', size: 9 },
      { path: 'etc/os-release', type: 'symlink', link: '../usr/lib/os-release' },
      { path: 'etc/same', type: 'hardlink', link: 'etc/os-release' },
      { path: 'srv', type: 'directory', mode: 0o755 },
      { path: 'srv/odd\nname', size: 3 },
      { path: 'dangling', type: 'symlink', link: '/nowhere' },
    ],
  ],
  { workingDir: '/app/', volumes: ['/data/', '/'], exposedPorts: ['80', '53/udp'] },
);
const READ = { '/etc/os-release': 'ID=debian', '/bin/dash': '#!binary' };

async function judge(input: Omit<ContractInput, 'image'>) {
  const readFile = async (path: string) => {
    const text = Object.entries(READ).find(([one]) => one === path)?.[1];
    return text === undefined ? undefined : Buffer.from(text);
  };
  return evaluate(defineContract({ image: 'shop/web:1.4', ...input }), { image: MERGED, readFile });
}

describe('nothing is absent that is there', () => {
  test.each<[`/${string}`, string, string]>([
    ['/bin/sh', 'by a path through a link', '/bin/sh (links to dash)'],
    ['/bin/dash', 'a file by a path through a link', '/bin/dash (which is /usr/bin/dash)'],
    ['/usr/bin', 'a folder', '/usr/bin (a folder)'],
    ['/bin', 'a link to a folder', '/bin (links to usr/bin)'],
    ['/dangling', 'a link that leads nowhere', '/dangling (links to /nowhere)'],
    ['/bin/**', 'all below a link to a folder', '/bin/dash (which is /usr/bin/dash)'],
    ['/lib/*', 'what a link to an absolute path leads to', '/lib/os-release (which is /usr/lib/os-release)'],
    ['/{bin,sbin}/sh', 'a choice of folders', '/bin/sh (links to dash)'],
    ['/usr/*', 'a folder by a glob', '/usr/bin (a folder)'],
    ['/srv/**', 'a name with a line break', '/srv/odd\nname'],
  ])('%s: %s', async (path, _, found) => {
    const [verdict] = await judge({ absent: [path] });

    expect(verdict).toMatchObject({
      status: 'broken',
      why: expect.arrayContaining([expect.stringContaining(found)]),
    });
  });

  test.each(['/sbin', '/bin/bash', '/opt/**', '/bin/*.so', '/**/bash'] as const)('%s is', async (path) => {
    const [verdict] = await judge({ absent: [path] });

    expect(verdict).toMatchObject({ status: 'kept' });
  });

  test('a file is not there for one of its name elsewhere', async () => {
    const verdicts = await judge({
      absent: ['/nowhere/srv', '/dangling/bin'],
      files: { '/nowhere/srv': {} },
    });

    expect(verdicts.map(({ clause, status }) => `${clause} ${status}`)).toEqual([
      'files./nowhere/srv broken',
      'absent./nowhere/srv kept',
      'absent./dangling/bin kept',
    ]);
  });

  test('a folder is not named beside what is in it', async () => {
    const [verdict] = await judge({ absent: ['/usr/**'] });

    expect(verdict).toMatchObject({ status: 'broken', actual: '3 found' });
  });

  test('what is excepted by its path through a link is excused', async () => {
    const [verdict] = await judge({ absent: [{ files: '/bin/*', except: ['/bin/sh', '/bin/dash'] }] });

    expect(verdict).toMatchObject({ status: 'kept' });
  });
});

describe('a file is the one that its path leads to', () => {
  test.each<[string, ContractInput['files']]>([
    ['a pattern below a link to a folder', { '/bin/dash': { pattern: /binary/ } }],
    ['a pattern in a file that a link leads to', { '/etc/os-release': { pattern: /^ID=debian/ } }],
    ['a folder with a slash at its end', { '/usr/bin/': 'directory' }],
    ['a link to a folder, with a slash at its end', { '/bin/': 'directory' }],
    ['a hard link to a link', { '/etc/same': { type: 'symlink', link: '../usr/lib/os-release' } }],
    ['what a hard link to a link leads to', { '/etc/same': { size: '9 B' } }],
  ])('%s', async (_, files = {}) => {
    const verdicts = await judge({ files });

    expect(verdicts.map(({ status }) => status)).toEqual(verdicts.map(() => 'kept'));
  });

  test('a file is not there by a name with a slash at its end', async () => {
    const [verdict] = await judge({ files: { '/usr/bin/dash/': {} } });

    expect(verdict).toMatchObject({ status: 'broken', actual: 'not there' });
  });
});

describe('a folder of the configuration is the same with a slash at its end', () => {
  test.each(['/app', '/app/'])('WORKDIR %s', async (workingDir) => {
    const [verdict] = await judge({ config: { workingDir } });

    expect(verdict).toMatchObject({ status: 'kept' });
  });

  test.each(['/data', '/data/'])('VOLUME %s', async (volume) => {
    const [verdict] = await judge({ config: { volumes: ['/', volume] } });

    expect(verdict).toMatchObject({ status: 'kept' });
  });
});

test('a port without a protocol is one of TCP', async () => {
  const [verdict] = await judge({ config: { ports: ['80/tcp', '53/udp'] } });

  expect(verdict).toMatchObject({ status: 'kept' });
});

describe('a name may be that of something every object has', () => {
  const image = makeContents([[{ path: 'etc/passwd', size: 30 }]], {
    env: { PATH: '/usr/bin', toString: 'x' },
  });
  const evidence = {
    image,
    readFile: async () => Buffer.from('constructor:x:7:7::/:/nologin\n'),
  };
  const statusOf = async (input: Omit<ContractInput, 'image'>) =>
    (await evaluate(defineContract({ image: 'shop/web:1.4', ...input }), evidence)).map(
      ({ status }) => status,
    );

  test.each<[string, Omit<ContractInput, 'image'>, string]>([
    ['a variable that is there', { config: { envIncludes: { toString: 'x' } } }, 'kept'],
    ['a variable that is not there', { config: { envIncludes: { constructor: /Object/ } } }, 'broken'],
    ['a variable that is not promised', { config: { env: { PATH: '/usr/bin' } } }, 'broken'],
    ['a user', { users: { constructor: 7 } }, 'kept'],
    ['a user that is not promised', { users: {} }, 'broken'],
    ['a user that is not there', { users: { constructor: 7, valueOf: 1 } }, 'broken'],
  ])('%s', async (_, input, status) => {
    expect(await statusOf(input)).toEqual([status]);
  });
});

test.each([/usr/g, /\/usr/y, /usr/gi])(
  'a clause with the pattern %s gets the same verdict each time',
  async (pattern) => {
    const image = makeContents([[{ path: 'a', size: 4 }]], { env: { PATH: '/usr/bin' } });
    const promises = [{ config: { envIncludes: { PATH: pattern } } }, { files: { '/a': { pattern } } }];

    for (const promise of promises) {
      const contract = defineContract({ image: 'shop/web:1.4', ...promise });
      for (let time = 0; time < 3; time++) {
        const verdicts = await evaluate(contract, { image, readFile: async () => Buffer.from('/usr') });

        expect(verdicts).toMatchObject([{ status: 'kept' }]);
      }
    }
  },
);
