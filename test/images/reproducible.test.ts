// Proves that images come out the same from every build, and that one which does not is told, with file and bytes.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
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

let workspace: Workspace;

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

beforeAll(() => {
  workspace = copyWorkspace();
  execFileSync('git', ['init', '--quiet'], { cwd: workspace.folder });
});

afterAll(() => workspace[Symbol.dispose]());

describe('of the services', () => {
  test('two builds from other folders, umasks and time zones are the same to the last byte', async () => {
    const targets = ['image-gallery', 'access-log'];
    const twice = ['build', '--reproducible', '--times', '2', '--keep-toolchains', '--json'];

    const { stdout, stderr, exitCode } = await workspace.run([...twice, ...targets]);

    expect(exitCode, stderr).toBe(0);
    const { images } = JSON.parse(stdout);
    expect(images).toMatchObject(targets.map((target) => ({ target, builds: 2, identical: 2 })));
    const kept = readdirSync(join(workspace.folder, '.drydock/oci'), { recursive: true });
    expect(kept.filter((name) => String(name).endsWith('.tar')).sort()).toEqual([
      '1/access-log.tar',
      '1/image-gallery.tar',
    ]);
  });
});

describe("of an image of one's own", () => {
  beforeAll(() => writeFileSync(join(workspace.folder, 'docker/bake.hcl'), BAKE));
  const given = (...lines: readonly string[]) =>
    writeFileSync(join(workspace.folder, 'docker/Dockerfile'), dockerfile(...lines));
  const buildTwice = () => workspace.run(['build', '--reproducible', '--times', '2']);

  test('a file that holds the time of the build is named, with the bytes', async () => {
    given(STAMPED);

    const { stdout, exitCode } = await buildTwice();

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/default +1 of 2/);
    expect(stdout).toMatch(/default is not reproducible: 1 of 1 layers, 1 file\n +\/stamp: bytes? \d+/);
    const [, before = '', after = ''] = /drydock -- diff (\S+) (\S+)/.exec(stdout) ?? [];
    expect([existsSync(before), existsSync(after)]).toEqual([true, true]);
    expect((await workspace.run(['diff', before, after])).stdout).toMatch(/\/stamp +content, first at byte/);
  });

  test('a source file with the mode of its checkout is named, with both modes', async () => {
    given('COPY bake.hcl /out/');

    const { stdout, exitCode } = await buildTwice();

    expect(exitCode).toBe(1);
    expect(stdout).toContain('/bake.hcl: mode rw-r--r-- and rw-------');
  });

  test('sources that are edited meanwhile are built as they were when it began', async () => {
    given('RUN sleep 2', 'COPY --chmod=644 bake.hcl /out/');
    await rm(join(workspace.folder, '.drydock'), { recursive: true, force: true });

    const built = buildTwice();
    await until('the first build has begun', () => existsSync(join(workspace.folder, '.drydock/oci/1')));
    writeFileSync(join(workspace.folder, 'docker/bake.hcl'), `${BAKE}# edited\n`);

    const { stdout, stderr, exitCode } = await built;
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/default +2 of 2/);
  });

  test('the time of a file makes no difference, and the image is dated as one says', async () => {
    given('RUN mkdir /out && echo always > /out/same');

    const first = await workspace.run(['build', '--reproducible', '--no-cache', '--json']);
    const again = await workspace.run(['build', '--reproducible', '--no-cache', '--json']);
    const dated = await workspace.run(['build', '--reproducible', '--output', 'out', '--json'], {
      SOURCE_DATE_EPOCH: '86400',
    });

    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(first.stdout));
    const [archive] = JSON.parse(dated.stdout).archives;
    expect(archive.path).toBe(join(workspace.folder, 'out/default.tar'));
    expect(archive.digest).not.toBe(JSON.parse(first.stdout).archives[0].digest);
    const { stdout } = await workspace.run(['diff', '--json', '.drydock/oci/default.tar', 'out/default.tar']);
    expect(JSON.parse(stdout)).toMatchObject({ files: [], timeOnly: expect.arrayContaining(['/same']) });
  });

  test.each([
    [['--times', '2'], /--times belongs to --reproducible/],
    [['--output', 'x'], /--output belongs to --reproducible/],
    [['--keep-toolchains'], /--keep-toolchains belongs to --no-cache or --times/],
    [['--reproducible', '--times', '1'], /It takes from 2 to 99 builds to compare/],
  ])('build %j is refused', async (args, said) => {
    const { stderr, stdout, exitCode } = await workspace.run(['build', ...args]);

    expect(stderr).toMatch(said);
    expect([stdout, exitCode]).toEqual(['', 1]);
  });

  test('a date that is none is refused', async () => {
    const { stderr } = await workspace.run(['build', '--reproducible'], { SOURCE_DATE_EPOCH: 'today' });

    expect(stderr).toMatch(/SOURCE_DATE_EPOCH is "today".*seconds since 1970/);
  });
});
