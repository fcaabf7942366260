// Proves that images come out the same from every build, and that one which does not is told, with file and bytes.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { copyWorkspace, type Workspace } from '../support/run-drydock.ts';
import { until } from '../support/until.ts';

const BAKE = `
target "default" {
  context    = "docker"
  tags       = ["drydock-never-loaded:local"]
  output     = ["type=docker"]
}
`;
/** On the root image, which every engine has: a build takes a second. */
const dockerfile = (...lines: readonly string[]) =>
  ['FROM debian:trixie-slim AS build', ...lines, 'FROM scratch', 'COPY --from=build /out/ /', ''].join('\n');
const STAMPED = 'RUN mkdir /out && printf "built at %s, by somebody" "$(date +%N)" > /out/stamp';

vi.setConfig({ testTimeout: 600_000 });

/** Copied from again for each build, so git has to know what its sources are. */
function clone(): Workspace {
  const copy = copyWorkspace();
  execFileSync('git', ['init', '--quiet'], { cwd: copy.folder });
  return copy;
}

describe.concurrent('of the services', () => {
  test('two builds from other folders, umasks and time zones are the same to the last byte', async () => {
    using copy = clone();
    const targets = ['image-gallery', 'access-log'];
    const twice = ['build', '--reproducible', '--times', '2', '--keep-toolchains', '--json'];

    const { stdout, stderr, exitCode } = await copy.run([...twice, ...targets]);

    expect(exitCode, stderr).toBe(0);
    const { images } = JSON.parse(stdout);
    expect(images).toMatchObject(targets.map((target) => ({ target, builds: 2, identical: 2 })));
    const kept = readdirSync(join(copy.folder, '.drydock/oci'), { recursive: true });
    expect(kept.filter((name) => String(name).endsWith('.tar')).sort()).toEqual([
      '1/access-log.tar',
      '1/image-gallery.tar',
    ]);
  });
});

describe.concurrent("of an image of one's own", () => {
  const given = (...lines: readonly string[]) => {
    const copy = clone();
    writeFileSync(join(copy.folder, 'docker/bake.hcl'), BAKE);
    writeFileSync(join(copy.folder, 'docker/Dockerfile'), dockerfile(...lines));
    return copy;
  };
  const twice = ['build', '--reproducible', '--times', '2'];
  const buildTwice = (copy: Workspace, ...more: readonly string[]) => copy.call([...twice, ...more]);

  test('a file that holds the time of the build is named, with the bytes', async () => {
    using copy = given(STAMPED);

    const { stdout, exitCode } = await buildTwice(copy, '--output', 'two builds');

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/default +1 of 2/);
    expect(stdout).toMatch(/default is not reproducible: 1 of 1 layers, 1 file\n +\/stamp: bytes? \d+/);
    // As a shell takes them: they are in quotes, since their folder has a space in its name.
    const [, ...words] = /drydock -- diff ('.+') ('.+')$/m.exec(stdout) ?? [];
    const [before = '', after = ''] = words.map((word) => word.replaceAll("'", ''));
    expect([existsSync(before), existsSync(after)]).toEqual([true, true]);
    expect((await copy.call(['diff', before, after])).stdout).toMatch(/\/stamp +content, first at byte/);
  });

  test('a source file with the mode of its checkout is named, with both modes', async () => {
    using copy = given('COPY bake.hcl /out/');

    const { stdout, exitCode } = await buildTwice(copy);

    expect(exitCode).toBe(1);
    expect(stdout).toContain('/bake.hcl: mode rw-r--r-- and rw-------');
  });

  test('sources that are edited meanwhile are built as they were when it began', async () => {
    using copy = given('RUN sleep 2', 'COPY --chmod=644 bake.hcl /out/');

    const built = buildTwice(copy);
    await until('the first build has begun', () => existsSync(join(copy.folder, '.drydock/oci/1')));
    writeFileSync(join(copy.folder, 'docker/bake.hcl'), `${BAKE}# edited\n`);

    const { stdout, stderr, exitCode } = await built;
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/default +2 of 2/);
  });

  test('the time of a file makes no difference, and the image is dated as one says', async () => {
    using copy = given('RUN mkdir /out && echo always > /out/same');

    const first = await copy.call(['build', '--reproducible', '--no-cache', '--json']);
    const again = await copy.call(['build', '--reproducible', '--no-cache', '--json']);
    const dated = await copy.call(['build', '--reproducible', '--output', 'out', '--json'], {
      SOURCE_DATE_EPOCH: '86400',
    });

    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(first.stdout));
    const [archive] = JSON.parse(dated.stdout).archives;
    expect(archive.path).toBe(join(copy.folder, 'out/default.tar'));
    expect(archive.digest).not.toBe(JSON.parse(first.stdout).archives[0].digest);
    const { stdout } = await copy.call(['diff', '--json', '.drydock/oci/default.tar', 'out/default.tar']);
    expect(JSON.parse(stdout)).toMatchObject({ files: [], timeOnly: expect.arrayContaining(['/same']) });
  });
});
