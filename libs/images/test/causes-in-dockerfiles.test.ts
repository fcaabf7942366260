// Proves that a failure whose cause stands elsewhere in a Dockerfile, or in that of its base, names the place.
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { describeBuildFailure } from '../src/index.ts';
import { failureOf, told } from './failure-of.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

const windows = (text: string) => text.replaceAll('\n', '\r\n');

describe.concurrent('an argument that is not seen is named', () => {
  type Row = readonly [what: string, dockerfile: string, cause: string];
  const rows: readonly Row[] = [
    [
      'in a stage',
      'ARG VERSION=trixie-slim\nFROM debian:$VERSION\nRUN : PREFIX; test -n "$VERSION"\n',
      'ARG VERSION stands above the first FROM (app/Dockerfile:1): only FROM lines see it',
    ],
    [
      'in a heredoc',
      `ARG VERSION=1\nFROM debian:trixie-slim\nRUN <<EOF\n: PREFIX\ntest -n "\${VERSION}"\nEOF\n`,
      'ARG VERSION stands above the first FROM',
    ],
    [
      'in a COPY',
      'ARG VERSION=1\nFROM scratch\nCOPY app-$VERSION.jar /app.jar\n',
      'ARG VERSION stands above the first FROM',
    ],
    [
      'in a FROM',
      'FROM scratch AS one\nARG VERSION=1\nFROM debian:$VERSION\nRUN true\n',
      'ARG VERSION stands in a stage (app/Dockerfile:2): FROM sees only what stands above the first FROM',
    ],
  ];
  const isNamed = async ([, dockerfile, cause]: Row) => {
    expect(told(await failureOf(engine, { 'app/Dockerfile': dockerfile }))).toContain(`cause: ${cause}`);
  };
  test.for(rows.slice(0, 1))('%s', isNamed);
  test.for(rows.slice(1))('%s', { tags: 'thorough' }, isNamed);

  test.for([
    ['a stage that declares it', 'ARG V=1\nFROM debian:trixie-slim\nARG V\nRUN : PREFIX; test "$V" = 2\n'],
    [
      'a stage below one that does',
      'ARG V=1\nFROM debian:trixie-slim AS a\nARG V\nFROM a\nRUN : PREFIX; test "$V" = 2\n',
    ],
    ['a script that sets it', 'ARG V=1\nFROM debian:trixie-slim\nRUN V=PREFIX; test "$V" = 2\n'],
  ] as const)('and not in %s', { tags: 'thorough' }, async ([, dockerfile]) => {
    expect((await failureOf(engine, { 'app/Dockerfile': dockerfile })).cause).toBeUndefined();
  });
});

describe.concurrent('what a base image leaves to be run', () => {
  test('is shown where it stands, when the base is a target', async () => {
    const failure = await failureOf(engine, {
      'docker/bake.hcl': `target "base" {
  context = "base"
}
target "default" {
  context  = "app"
  contexts = { "my/base" = "target:base" }
  output   = ["type=cacheonly"]
}\n`,
      'base/Dockerfile':
        'FROM debian:trixie-slim\nONBUILD COPY a /a\nONBUILD RUN : PREFIX; \\\n  grep hello /a\n',
      'app/Dockerfile': 'FROM my/base AS top\nRUN true\n',
      'app/a': '',
    });

    expect(failure).toMatchObject({
      kind: 'step-failed',
      target: 'default',
      dockerfile: 'base/Dockerfile',
      line: 3,
      exitCode: 1,
    });
    const text = describeBuildFailure(failure);
    expect(text).toContain('default: ONBUILD RUN failed with exit code 1 (base/Dockerfile:3');
    expect(text).toContain('\n  4 |   grep hello /a\n');
    expect(text).toContain(
      'cause: it is an instruction of the base image of "default", run where app/Dockerfile says FROM',
    );
  });

  const onBase = (rest: string) => ({
    'docker/bake.hcl': `target "base" { context = "base" }
target "default" {
  context  = "app"
  contexts = { "my/base" = "target:base" }
  output   = ["type=cacheonly"]
}\n`,
    'base/Dockerfile': `FROM debian:trixie-slim\nWORKDIR /src\n${rest}\n`,
    'base/tools/make': '#!/bin/sh\n',
    'app/Dockerfile': 'FROM my/base\nRUN true\n',
    'app/tools/make': windows('#!/bin/sh\necho PREFIX\n'),
  });

  test('is explained by the files of the build that runs it', { tags: 'thorough' }, async () => {
    const script = await failureOf(engine, onBase('ONBUILD COPY . .\nONBUILD RUN ./tools/make'));
    const file = await failureOf(engine, onBase('ONBUILD COPY Tools/make /'));

    expect([script.dockerfile, script.line]).toEqual(['base/Dockerfile', 4]);
    expect(told(script)).toContain('cause: "tools/make" has Windows line ends (CRLF)');
    expect([file.kind, file.dockerfile, file.line]).toEqual(['context-missing', 'base/Dockerfile', 3]);
    expect(told(file)).toContain('cause: it is called "tools" there');
  });

  test('is shown when nobody here has its Dockerfile', { tags: 'thorough' }, async () => {
    const base = await runDocker(engine, ['create', 'debian:trixie-slim']);
    const name = `drydock-test/on-build:${process.pid}`;
    await runDocker(engine, ['commit', '--change', 'ONBUILD RUN exit 7', base.stdout.trim(), name]);
    await runDocker(engine, ['rm', base.stdout.trim()]);

    const failure = await failureOf(engine, { 'app/Dockerfile': `FROM ${name}\nRUN : PREFIX\n` });
    await runDocker(engine, ['image', 'rm', name]);

    expect(failure).toMatchObject({ kind: 'step-failed', line: 1, exitCode: 7 });
    expect(describeBuildFailure(failure)).toContain(
      'default: ONBUILD RUN failed with exit code 7 (app/Dockerfile:1',
    );
    expect(told(failure)).toContain(
      'cause: the base image runs "RUN exit 7" in every build on top of it (ONBUILD)',
    );
  });
});

test('a step of one of several platforms has its stage and line', { tags: 'thorough' }, async () => {
  const failure = await failureOf(engine, {
    'docker/bake.hcl': `target "default" {
  context   = "app"
  platforms = ["linux/amd64", "linux/386"]
  output    = ["type=cacheonly"]
}\n`,
    'app/Dockerfile':
      'FROM scratch AS files\nCOPY Dockerfile /\nFROM debian:trixie-slim AS last\nRUN : PREFIX; exit 3\n',
  });

  expect(failure).toMatchObject({ kind: 'step-failed', stage: 'last', line: 4, exitCode: 3 });
});
