// Proves that the files Drydock reads are those a container gets: what `docker export` says, and no other.
import { type Engine, runCommand, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type EffectiveFile, effectiveFiles, readImage } from '../src/index.ts';
import { makeImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

const awkward = `FROM debian:trixie-slim
RUN <<EOF
set -eu
mkdir --parents /t/gone/deep /t/emptied/deep /t/kept /t/becomes-file/deep /t/becomes-link
touch /t/gone/deep/a /t/emptied/deep/b /t/kept/c /t/becomes-file/deep/d /t/becomes-link/e /t/removed /t/becomes-folder
echo hard > /t/hard-1; ln /t/hard-1 /t/hard-2; ln /t/hard-1 /t/kept/hard-3
ln --symbolic ../hard-1 /t/kept/symlink; ln --symbolic /nowhere /t/dangling
cp /usr/bin/true /t/setuid; chmod 4755 /t/setuid; chown 65532:7 /t/setuid
mkdir --mode=1777 /t/sticky; mkfifo /t/fifo; mknod /t/null c 1 3
touch "/t/a name with spaces" /t/naïve-日本 "/t/back\\\\slash"
touch /t/$(printf 'x%.0s' $(seq 150))
folder=/t/$(printf 'y%.0s' $(seq 120))/$(printf 'z%.0s' $(seq 120)); mkdir --parents $folder
touch $folder/$(printf 'w%.0s' $(seq 200)); ln --symbolic $folder/$(printf 'w%.0s' $(seq 200)) /t/long-symlink
head --bytes=1000000 /dev/zero > /t/large; truncate --size=300000 /t/sparse
EOF
RUN <<EOF
set -eu
rm --recursive /t/gone /t/removed /t/hard-1
rm --recursive /t/emptied && mkdir /t/emptied && touch /t/emptied/new
rm --recursive /t/becomes-file && touch /t/becomes-file
rm --recursive /t/becomes-link && ln --symbolic kept /t/becomes-link
rm /t/becomes-folder && mkdir /t/becomes-folder && touch /t/becomes-folder/inside
chmod 600 /t/kept/c
EOF
COPY --link <<EOF /t/linked/file
content
EOF
`;

// What every engine adds to a container, whatever the image.
const ADDED = /^(\.dockerenv|dev(\/(console|pts|shm))?|etc\/(hostname|hosts|mtab|resolv\.conf)|proc|sys)$/;

describe('the files of an image are those of its container', () => {
  test('with links, long names, removed, replaced and emptied folders', async () => {
    await using image = await makeImage(engine, awkward);

    const files = lines([...effectiveFiles(await readImage(engine, image.ref)).values()]);

    expect(files.filter((line) => line.includes(' t/')).length).toBeGreaterThan(25);
    expect(files).toEqual(await exported(image.ref));
  });

  test('in the root image', async () => {
    const files = lines([...effectiveFiles(await readImage(engine, 'debian:trixie-slim')).values()]);

    expect(files.length).toBeGreaterThan(1000);
    expect(files).toEqual(await exported('debian:trixie-slim'));
  });

  test('on nothing but scratch', async () => {
    await using image = await makeImage(engine, 'FROM scratch\nCOPY --link a /deep/er/a\n', {
      files: { a: 'text' },
    });

    const files = lines([...effectiveFiles(await readImage(engine, image.ref)).values()]);

    expect(files).toEqual([
      '-rw-r--r-- 0/0 4 deep/er/a',
      'drwxr-xr-x 0/0 0 deep',
      'drwxr-xr-x 0/0 0 deep/er',
    ]);
    const all = await exported(image.ref);
    expect(all.filter((line) => !line.endsWith(' etc'))).toEqual(files);
  });
});

function lines(files: readonly EffectiveFile[]): string[] {
  const letters = {
    file: '-',
    directory: 'd',
    symlink: 'l',
    'character-device': 'c',
    'block-device': 'b',
    fifo: 'p',
  };
  return files
    .filter(({ path }) => !ADDED.test(path))
    .map(({ path, type, mode, uid, gid, size, link }) => {
      const target = type === 'symlink' ? ` -> ${link}` : '';
      return `${letters[type]}${permissions(mode)} ${uid}/${gid} ${size} ${path}${target}`;
    })
    .sort();
}

function permissions(mode: number): string {
  const special = ['t', 's', 's'];
  return [6, 3, 0]
    .map((shift, index) => {
      const bits = mode >> shift;
      const isSpecial = (mode & (0o4000 >> index)) !== 0;
      const execute = isSpecial ? (special[2 - index] ?? '') : 'x';
      const last = bits & 1 ? execute : isSpecial ? execute.toUpperCase() : '-';
      return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
    })
    .join('');
}

/** What GNU tar lists of an exported container. A hard link is shown as the file it stands for. */
async function exported(ref: string): Promise<string[]> {
  await using folder = await temporaryFolder();
  const { stdout: id } = await runDocker(engine, ['container', 'create', ref, 'none']);
  const tar = `${folder.path}/container.tar`;
  await runDocker(engine, ['container', 'export', '--output', tar, id.trim()]);
  await runDocker(engine, ['container', 'rm', id.trim()]);
  const args = ['--list', '--verbose', '--numeric-owner', '--quoting-style=literal', '--file', tar];
  const listed = await runCommand('tar', args, { env: { ...engine.env, LC_ALL: 'C.UTF-8' } });
  const sizes = new Map<string, string>();
  return listed.stdout
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const match = /^(?<mode>\S+) (?<owner>\S+) +(?<size>\S+) \S+ \S+ (?<name>.*)$/.exec(line)?.groups;
      if (!match) throw new Error(`cannot read: ${line}`);
      const { mode = '', owner = '', size = '', name = '' } = match;
      const [path = '', target = ''] = name.split(' link to ');
      const plain = path.replace(/\/$/, '');
      sizes.set(plain, size);
      if (plain === '' || ADDED.test(plain.replace(/ -> .*/, ''))) return [];
      if (mode.startsWith('h')) return [`-${mode.slice(1)} ${owner} ${sizes.get(target)} ${plain}`];
      const isFile = mode.startsWith('-');
      return [`${mode} ${owner} ${isFile ? size : 0} ${plain}`];
    })
    .sort();
}
