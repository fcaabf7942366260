// Proves that the files Drydock reads are those a container gets: what `docker export` says, and no other.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { effectiveFiles, readArchiveFile, readImage } from '../src/index.ts';
import { exported, lines } from './list-files.ts';
import { loadToolchains } from './load-toolchains.ts';
import { named, ociImage, ociLayout, tarOf } from './make-archive.ts';
import { makeImage } from './make-image.ts';
import { AFTER_REMOVAL, ODDITIES, oddLayer, REMOVING_LAYER } from './odd-layer.ts';
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

/** Of names that do not come and go: what tests make has a name that begins with `drydock-`, or a tag of its own. */
const MADE_BY_A_TEST = /drydock-|drydock\/(?!.*:local$)|<none>/;

/** Images that stay while others use the same engine. */
async function imageIds(): Promise<readonly string[]> {
  const format = '{{.Repository}}:{{.Tag}} {{.ID}}';
  const { stdout } = await runDocker(engine, ['image', 'ls', '--no-trunc', '--format', format]);
  const stable = stdout.split('\n').filter((line) => line !== '' && !MADE_BY_A_TEST.test(line));
  return [...new Set(stable.map((line) => line.split(' ')[1] ?? ''))];
}

/** What we read of an image, and what its container has. */
async function bothLists(ref: string): Promise<{ read: string[]; expected: string[] }> {
  const files = effectiveFiles(await readImage(engine, ref));
  return { read: lines([...files.values()]), expected: await exported(engine, ref, files) };
}

describe('the files of an image are those of its container', () => {
  test('with links, long names, removed, replaced and emptied folders', async () => {
    await using image = await makeImage(engine, awkward);

    const { read, expected } = await bothLists(image.ref);

    expect(read.filter((line) => line.includes(' t/')).length).toBeGreaterThan(25);
    expect(read).toEqual(expected);
  });

  test('on nothing but scratch', async () => {
    await using image = await makeImage(engine, 'FROM scratch\nCOPY --link a /deep/er/a\n', {
      files: { a: 'text' },
    });

    const { read, expected } = await bothLists(image.ref);

    expect(read).toEqual(['-rw-r--r-- 0/0 4 deep/er/a', 'drwxr-xr-x 0/0 0 deep', 'drwxr-xr-x 0/0 0 deep/er']);
    expect(expected).toEqual(read);
  });

  test('where a layer of its own has a folder in the place of a symlink', async () => {
    const dockerfile = 'FROM scratch\nCOPY --link links /\nCOPY --link a /to/a\n';
    await using image = await makeImage(
      engine,
      `FROM debian:trixie-slim AS links
RUN mkdir --parents /links/real && ln --symbolic real /links/to && touch /links/real/b
${dockerfile.replace('COPY --link links', 'COPY --link --from=links /links')}`,
      { files: { a: 'text' } },
    );

    const { read, expected } = await bothLists(image.ref);

    expect(read).toContain('-rw-r--r-- 0/0 4 to/a');
    expect(read).toEqual(expected);
  });

  test('in every image that the engine keeps', { timeout: 900_000, tags: 'thorough' }, async () => {
    const ids = await imageIds();
    expect(ids.length).toBeGreaterThan(0);

    for (const id of ids) {
      const lists = await bothLists(id).catch(async (error) => {
        if ((await imageIds()).includes(id)) throw error; // else somebody has removed it meanwhile
      });

      expect(lists?.read, id).toEqual(lists?.expected);
    }
  });

  const agreesOfToolchain = async (target: string) => {
    await using toolchains = await loadToolchains(engine, [target]);
    const ref = toolchains.refs[target] ?? '';

    const { read, expected } = await bothLists(ref);

    expect(read.length).toBeGreaterThan(0);
    expect(read).toEqual(expected);
  };

  test.for(['runtime', 'healthcheck'])('in the toolchain %s', agreesOfToolchain);

  test.for(['root', 'openjdk', 'node', 'golang', 'maven'])(
    'in the toolchain %s',
    { tags: 'thorough' },
    agreesOfToolchain,
  );
});

test('an archive made by hand, of all that is odd, has the files that the engine makes of it', async () => {
  const oddities = ODDITIES.filter(({ isRefused }) => !isRefused);
  const stored = zstdCompressSync(REMOVING_LAYER);
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+zstd';
  const layers = [{ tar: oddLayer(oddities) }, { tar: REMOVING_LAYER, stored, mediaType }];
  await using folder = await temporaryFolder();
  const ref = `drydock-test-${process.pid}/odd:local`;
  const path = join(folder.path, 'odd.tar');
  await writeFile(path, tarOf(ociLayout([named(ociImage({ layers }), `docker.io/${ref}`)])));
  await using _loaded = await load(path, ref);

  const files = effectiveFiles(await readArchiveFile(path));
  const inEngine = await bothLists(ref);

  const seen = [...oddities.flatMap((oddity) => oddity.seen), ...AFTER_REMOVAL].sort();
  expect(inEngine.expected).toEqual(seen);
  expect(inEngine.read).toEqual(seen);
  expect(lines([...files.values()])).toEqual(seen);
});

async function load(path: string, ref: string): Promise<AsyncDisposable> {
  const { exitCode, stderr, stdout } = await runDocker(engine, ['image', 'load', '--input', path]);
  if (exitCode !== 0) throw new Error(stderr + stdout);
  return {
    [Symbol.asyncDispose]: async () => {
      await runDocker(engine, ['image', 'rm', '--force', ref]);
    },
  };
}
