// Proves that `diff` tells what changed between two images, and that its exit code can be relied on.
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';
import { type MadeImage, makeImage } from '../support/made-image.ts';
import { runDrydock } from '../support/run-drydock.ts';
import { openTestEngine } from '../support/services.ts';

const dockerfile = (env: string, ...lines: readonly string[]) =>
  [
    'FROM scratch',
    'COPY same /same',
    `ENV COLOUR=${env}`,
    'COPY app /app/',
    ...lines,
    'CMD ["/same"]',
    '',
  ].join('\n');

const SAME = 'x'.repeat(1000);

let engine: Engine;
let before: MadeImage;
let after: MadeImage;

beforeAll(async () => {
  engine = await openTestEngine();
  const changed = dockerfile('blue', 'COPY --chmod=4755 app/mode /app/mode', 'COPY same /new/');
  [before, after] = await Promise.all([
    makeImage(engine, dockerfile('red'), {
      same: SAME,
      'app/content': 'one thing',
      'app/gone': 'gone',
      'app/mode': 'mode',
    }),
    makeImage(engine, changed, { same: SAME, 'app/content': 'two thing', 'app/mode': 'mode' }),
  ]);
});

afterAll(async () => {
  await before?.[Symbol.asyncDispose]();
  await after?.[Symbol.asyncDispose]();
});

describe.concurrent('two images that differ', () => {
  test('are told apart in JSON by configuration, layers, folders and files', async () => {
    const { stdout, exitCode } = await callDrydock(['diff', '--json', before.ref, after.ref]);

    expect(exitCode).toBe(1);
    const diff = JSON.parse(stdout);
    expect(diff.isSame).toBe(false);
    expect(diff.config).toEqual([{ field: 'env COLOUR', before: 'red', after: 'blue' }]);
    expect(diff.layers.map(({ state }: { state: string }) => state)).toEqual([
      'same',
      'changed',
      'added',
      'added',
    ]);
    const files = diff.files.map((file: { path: string; state: string; aspects: string[] }) => {
      // When a file was written is the build cache's affair: equal content gives the layer of an earlier build.
      const aspects = file.aspects.filter((aspect) => aspect !== 'time');
      return `${file.path} ${[file.state, ...aspects].join(' ')}`;
    });
    expect(files.sort()).toEqual([
      '/app/content changed content',
      '/app/gone removed',
      '/app/mode changed mode',
      '/new added',
      '/new/same added',
    ]);
    expect(diff.folders).toEqual([
      { path: 'new', added: 1, removed: 0, changed: 0, bytes: 1000 },
      { path: 'app', added: 0, removed: 1, changed: 2, bytes: -4 },
    ]);
    expect(diff.after.unpackedBytes - diff.before.unpackedBytes).toBe(1000);
  });

  test('are told apart for people, in words', async () => {
    const { stdout } = await callDrydock(['diff', before.ref, after.ref], { env: { COLUMNS: '100' } });

    expect(stdout).toMatch(/^ +unpacked .* \+1\.0 kB$/m);
    expect(stdout).toMatch(/env COLOUR\n +- red\n +\+ blue/);
    expect(stdout).toMatch(/^ +- +-4 B +\/app\/gone/m);
    expect(stdout).toMatch(/^ +~ +0 B +\/app\/content +content, first at bytes 0–2: "one" → "two"/m);
    expect(stdout).toMatch(/^ +~ +0 B +\/app\/mode +rw-r--r-- → rwsr-xr-x/m);
    expect(stdout).not.toContain('\x1b[');
  });

  test('only in their times are said to be so', async () => {
    const touched = (second: number) =>
      makeImage(engine, `FROM debian:trixie-slim\nRUN touch --date=@${second} /etc/hello\n`);
    await using old = await touched(1_000_000);
    await using young = await touched(2_000_000);

    const { stdout, exitCode } = await callDrydock(['diff', '--json', old.ref, young.ref]);

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ isSame: false, files: [], timeOnly: ['/etc/hello'] });
  });
});

describe.concurrent('the exit code', () => {
  test('is 0 for one image under two names, and for its archive', async () => {
    const one = await runDrydock(['diff', before.ref, before.ref]);
    const archive = await runDrydock(['diff', before.ref, await before.save()]);

    expect([one.exitCode, archive.exitCode]).toEqual([0, 0]);
    expect(one.stdout).toContain('They are one image');
  });

  test.each([
    ['an image that is not there', ['drydock-nobody:none'], /no image "drydock-nobody:none"/],
    ['an image that is not named', [], /the argument <b> is missing/],
    ['an option that is not there', ['x', '--colour'], /unknown option "--colour"/],
  ])('is 2 for %s', async (_, args, said) => {
    const { stdout, stderr, exitCode } = await callDrydock(['diff', before.ref, ...args]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(said);
    expect(stdout).toBe('');
  });
});
