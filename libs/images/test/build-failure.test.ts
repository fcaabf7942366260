// Proves that a failed step is named with its place and what it printed, and with nothing of its siblings.
import type { Engine } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { describeBuildFailure } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

describe.concurrent('a failed step', () => {
  test('is told with stage, file, line, exit code and its own last lines', async () => {
    const failure = await failureOf(engine, {
      'app/Dockerfile': `FROM debian:trixie-slim AS deps
RUN echo PREFIX from another step
FROM deps AS build

RUN <<EOF
set -eu
for i in $(seq 30); do echo "line $i"; done
printf unfinished
exit 7
EOF
`,
    });

    expect(failure).toMatchObject({
      kind: 'step-failed',
      target: 'default',
      stage: 'build',
      dockerfile: 'app/Dockerfile',
      line: 5,
      source: [
        'RUN <<EOF',
        'set -eu',
        expect.stringContaining('for i in'),
        'printf unfinished',
        'exit 7',
        'EOF',
      ],
      exitCode: 7,
    });
    expect(failure.output).toHaveLength(20);
    expect([failure.output.at(0), failure.output.at(-2), failure.output.at(-1)]).toEqual([
      'line 12',
      'line 30',
      'unfinished',
    ]);
    expect(describeBuildFailure(failure).split('\n')).toEqual([
      'default: RUN failed with exit code 7 (app/Dockerfile:5, stage "build")',
      '',
      '   5 | RUN <<EOF',
      '   6 | set -eu',
      '   7 | for i in $(seq 30); do echo "line $i"; done',
      '   8 | printf unfinished',
      '   9 | exit 7',
      '  10 | EOF',
      '',
      'the last 20 lines of its output:',
      ...failure.output.map((line) => `  ${line}`),
      '',
      'next: correct app/Dockerfile:5 and build again',
    ]);
  });

  test('stops its siblings, and is told instead of them', async () => {
    const failure = await failureOf(
      engine,
      {
        'docker/bake.hcl': ['a', 'b', 'c']
          .map((name) => `target "${name}" { context = "${name}" }\n`)
          .join(''),
        'a/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX; sleep 60\n',
        'b/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX; sleep 1; echo from b; exit 3\n',
        'c/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX; echo from c; sleep 60\n',
      },
      { targets: ['a', 'b', 'c'] },
    );

    expect(failure).toMatchObject({
      kind: 'step-failed',
      target: 'b',
      dockerfile: 'b/Dockerfile',
      line: 2,
      exitCode: 3,
    });
    expect(failure.output.slice(1)).toEqual(['from b']);
  });

  test('of an image that is built with is told as that image’s', { tags: 'thorough' }, async () => {
    const failure = await failureOf(
      engine,
      {
        'docker/bake.hcl':
          'target "base" { context = "base" }\ntarget "app" {\n  context = "app"\n  contexts = { "shop/base" = "target:base" }\n}\n',
        'base/Dockerfile': 'FROM debian:trixie-slim AS tools\nRUN echo PREFIX; exit 4\n',
        'app/Dockerfile': 'FROM shop/base AS build\nRUN echo app\n',
      },
      { targets: ['app'] },
    );

    expect(failure).toMatchObject({
      target: 'base',
      stage: 'tools',
      dockerfile: 'base/Dockerfile',
      line: 2,
      exitCode: 4,
    });
  });

  test('without a network is told as that', async () => {
    const failure = await failureOf(engine, {
      'app/Dockerfile': `FROM debian:trixie-slim
RUN --network=none : PREFIX; apt-get --option APT::Update::Error-Mode=any --option Acquire::Retries=0 update
`,
    });

    expect(failure).toMatchObject({ kind: 'network', line: 2, exitCode: 100 });
    expect(describeBuildFailure(failure)).toContain('the network did not answer');
  });

  test('whose mirror does not answer is told as that', async () => {
    const failure = await failureOf(engine, {
      'app/Dockerfile':
        'FROM debian:trixie-slim\nRUN : PREFIX; echo "npm error code ECONNREFUSED"; echo "npm error network"; exit 1\n',
    });

    expect(failure.kind).toBe('network');
  });

  test('that is a unit test is told as that, whatever it says of networks and disks', async () => {
    const said =
      'connect ECONNREFUSED, no such host, no space left on device, pull access denied, code = Unavailable';
    const failure = await failureOf(engine, {
      'app/Dockerfile': `FROM debian:trixie-slim\nRUN : PREFIX; echo "expected: ${said}"; echo "1 test failed"; exit 1\n`,
    });

    expect(failure).toMatchObject({ kind: 'step-failed', exitCode: 1 });
  });

  test('in which npm does not know an authority is told what is missing', async () => {
    const failure = await failureOf(engine, {
      'app/Dockerfile':
        'FROM debian:trixie-slim\nRUN : PREFIX; echo "npm error code SELF_SIGNED_CERT_IN_CHAIN"; exit 1\n',
    });

    expect(failure.kind).toBe('untrusted');
    expect(describeBuildFailure(failure)).toMatch(/does not know the authority.*NODE_EXTRA_CA_CERTS/s);
  });

  test('on a full disk is told as that', async () => {
    const failure = await failureOf(engine, {
      'app/Dockerfile': `FROM debian:trixie-slim
RUN --mount=type=tmpfs,target=/small,size=65536 : PREFIX; head --bytes=200000 /dev/zero > /small/file
`,
    });

    expect(failure).toMatchObject({ kind: 'disk-full', line: 2, exitCode: 1 });
    expect(describeBuildFailure(failure)).toContain('docker buildx prune');
  });
});
