// Proves that a failed build names what failed, where, and what was printed, and nothing of its siblings.
import type { Engine } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type BuildEvent, type BuildFailure, buildImages, describeBuildFailure } from '../src/index.ts';
import { cutOffEngine } from './cut-off-engine.ts';
import { losingEngine } from './losing-engine.ts';
import { makeRepository } from './make-repository.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

const only = 'target "default" {\n  context = "app"\n  output = ["type=cacheonly"]\n}\n';

async function failureOf(
  files: Readonly<Record<string, string>>,
  options: { targets?: string[]; contexts?: Record<string, string> } = {},
): Promise<BuildFailure> {
  await using repository = await makeRepository(engine, { 'docker/bake.hcl': only, ...files });
  const result = await buildImages(engine, { root: repository.root, ...options });
  if (!result.ok) return result.failure;
  throw new Error('the build was expected to fail');
}

describe('a failed step', () => {
  test('is told with stage, file, line, exit code and its own last lines', async () => {
    const failure = await failureOf({
      'app/Dockerfile': `FROM debian:trixie-slim AS deps
RUN echo from another step
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

  test('of an image that is built with is told as that image’s', async () => {
    const failure = await failureOf(
      {
        'docker/bake.hcl':
          'target "base" { context = "base" }\ntarget "app" {\n  context = "app"\n  contexts = { "shop/base" = "target:base" }\n}\n',
        'base/Dockerfile': 'FROM debian:trixie-slim AS tools\nRUN echo base; exit 4\n',
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
    const failure = await failureOf({
      'app/Dockerfile': `FROM debian:trixie-slim
RUN --network=none apt-get --option APT::Update::Error-Mode=any --option Acquire::Retries=0 update
`,
    });

    expect(failure).toMatchObject({ kind: 'network', line: 2, exitCode: 100 });
    expect(describeBuildFailure(failure)).toContain('the network did not answer');
  });

  test.for([
    ['Go', 'dial tcp 192.0.2.1:443: connect: connection refused'],
    ['Maven', 'Connect to 192.0.2.1:443 [/192.0.2.1] failed: Connection refused'],
    ['apt', 'OpenSSL system call error: error:80000068:system library::Connection reset by peer'],
  ] as const)('whose mirror turns %s away is told as that', async ([, line]) => {
    const failure = await failureOf({
      'app/Dockerfile': `FROM debian:trixie-slim\nRUN echo '${line}'; exit 1\n`,
    });

    expect(failure.kind).toBe('network');
  });

  test.for([
    ['apt', 'SSL connection failed: error:0A000086:SSL routines::certificate verify failed / Success'],
    ['npm', 'npm error code SELF_SIGNED_CERT_IN_CHAIN'],
    ['Go', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'],
    ['Maven', 'PKIX path building failed: unable to find valid certification path'],
  ] as const)('in which %s does not know an authority is told what is missing', async ([, line]) => {
    const failure = await failureOf({
      'app/Dockerfile': `FROM debian:trixie-slim\nRUN echo '${line}'; exit 1\n`,
    });

    expect(failure.kind).toBe('untrusted');
    expect(describeBuildFailure(failure)).toMatch(/does not know the authority.*NODE_EXTRA_CA_CERTS/s);
  });

  test('on a full disk is told as that', async () => {
    const failure = await failureOf({
      'app/Dockerfile': `FROM debian:trixie-slim
RUN --mount=type=tmpfs,target=/small,size=65536 head --bytes=200000 /dev/zero > /small/file
`,
    });

    expect(failure).toMatchObject({ kind: 'disk-full', line: 2, exitCode: 1 });
    expect(describeBuildFailure(failure)).toContain('docker buildx prune');
  });
});

describe('a build that cannot begin', () => {
  test.for([
    [
      'an unknown instruction',
      'FROM scratch\n\nCOPPY a b\n',
      'dockerfile-invalid',
      3,
      'unknown instruction: COPPY (did you mean COPY?)',
    ],
    [
      'an unclosed heredoc',
      'FROM scratch\nRUN <<EOF\nset -eu\n',
      'dockerfile-invalid',
      2,
      'unterminated heredoc',
    ],
    [
      'an unknown flag',
      'FROM scratch\nRUN --mont=type=cache true\n',
      'dockerfile-invalid',
      2,
      'unknown flag: --mont',
    ],
    [
      'an image that nobody has',
      '# first\nFROM drydock.invalid/nobody:1\nRUN true\n',
      'missing-base',
      2,
      'drydock.invalid/nobody:1',
    ],
    [
      'a stage that does not exist',
      'FROM scratch\nCOPY --from=drydock.invalid/stage /a /b\n',
      'missing-base',
      2,
      'drydock.invalid/stage',
    ],
    [
      'a file that is not in the context',
      'FROM scratch\nCOPY --link absent.txt /x\n',
      'context-missing',
      2,
      '"/absent.txt": not found',
    ],
  ] as const)('for %s names the line', async ([, dockerfile, kind, line, message]) => {
    const failure = await failureOf({ 'app/Dockerfile': dockerfile });

    expect(failure).toMatchObject({
      kind,
      line,
      target: 'default',
      dockerfile: 'app/Dockerfile',
      exitCode: undefined,
    });
    expect(failure.source).toEqual(dockerfile.split('\n').slice(line - 1, line - 1 + failure.source.length));
    const [headline] = describeBuildFailure(failure).split('\n');
    expect(headline).toContain(message);
    expect(headline).toContain(`(app/Dockerfile:${line}, stage "stage-0")`);
  });

  test('for want of a Dockerfile names the one it looked for', async () => {
    const failure = await failureOf({ 'app/README': '' });

    expect(failure).toMatchObject({
      kind: 'dockerfile-invalid',
      dockerfile: 'app/Dockerfile',
      line: undefined,
    });
  });

  test('for want of a stage says which', async () => {
    const failure = await failureOf({
      'docker/bake.hcl': 'target "default" {\n  context = "app"\n  target = "tset"\n}\n',
      'app/Dockerfile': 'FROM scratch AS test\nCOPY . /\n',
    });

    expect(failure).toMatchObject({
      kind: 'dockerfile-invalid',
      target: 'default',
      message: expect.stringContaining('"tset"'),
    });
  });

  test('for want of its context names the target, among others', async () => {
    const failure = await failureOf(
      {
        'docker/bake.hcl': 'target "a" { context = "a" }\ntarget "b" { context = "nowhere" }\n',
        'a/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX; sleep 20\n',
      },
      { targets: ['a', 'b'] },
    );

    expect(failure).toMatchObject({ kind: 'context-missing', target: 'b' });
  });

  test('for want of a named context names it', async () => {
    const failure = await failureOf(
      {
        'docker/bake.hcl': 'target "default" {\n  context = "app"\n  contexts = { host-ca = "ca" }\n}\n',
        'app/Dockerfile': 'FROM scratch\nCOPY --from=host-ca / /\n',
        'ca/a.crt': '',
      },
      { contexts: { 'host-ca': '/nowhere' } },
    );

    expect(failure).toMatchObject({
      kind: 'context-missing',
      target: 'default',
      message: expect.stringContaining('host-ca'),
    });
  });
});

describe('a step that says nothing', () => {
  const stuck = `FROM debian:trixie-slim AS fetch
RUN --mount=type=cache,target=/cache \\
    <<EOF
set -eu
echo PREFIX asks a server
sleep 600
EOF
`;

  test('for longer than the limit is stopped, and told with its place and its last lines', async () => {
    await using repository = await makeRepository(engine, {
      'docker/bake.hcl': only,
      'app/Dockerfile': stuck,
    });
    const result = await buildImages(engine, { root: repository.root, silenceLimitMs: 2_000 });

    if (result.ok) throw new Error('the build was expected to fail');
    const { failure } = result;
    expect(failure).toMatchObject({ kind: 'silent', target: 'default', stage: 'fetch', line: 2 });
    expect(failure.source.at(0)).toMatch(/^RUN --mount/);
    expect(failure.source.at(-1)).toBe('EOF');
    expect(failure.output).toEqual([expect.stringContaining('asks a server')]);
    const text = describeBuildFailure(failure);
    expect(text).toContain(
      'default: RUN printed nothing for 2 s, and was stopped (app/Dockerfile:2, stage "fetch")',
    );
    expect(text).toContain('next: build again, for a server that did not answer may answer now');
  });

  test('but prints now and then may run longer than that', async () => {
    const files = {
      'docker/bake.hcl': only,
      'app/Dockerfile':
        'FROM debian:trixie-slim\nRUN echo PREFIX; for i in 1 2 3 4 5 6 7 8; do sleep 0.5; printf .; done\n',
    };
    await using repository = await makeRepository(engine, files);

    const result = await buildImages(engine, { root: repository.root, silenceLimitMs: 2_000 });

    expect(result.ok).toBe(true);
  });

  test('and is interrupted was interrupted', async () => {
    await using repository = await makeRepository(engine, {
      'docker/bake.hcl': only,
      'app/Dockerfile': stuck,
    });
    const interrupt = new AbortController();
    const onEvent = ({ type }: BuildEvent) => type === 'output' && interrupt.abort();
    const options = { root: repository.root, signal: interrupt.signal, onEvent };

    const result = await buildImages(engine, { ...options, silenceLimitMs: 2_000 });

    expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  });
});

describe('an engine that goes away', () => {
  const files = {
    'docker/bake.hcl': only,
    'app/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX; sleep 60\n',
  };

  test('before the build is told as that', async () => {
    await using repository = await makeRepository(engine, files);
    await using cutOff = await cutOffEngine(engine);
    cutOff.cut();

    const result = await buildImages(cutOff.engine, { root: repository.root });

    expect(result).toMatchObject({ ok: false, failure: { kind: 'engine-gone' } });
  });

  test('in the midst of a step is told as that', async () => {
    await using repository = await makeRepository(engine, files);
    await using cutOff = await cutOffEngine(engine);
    const onEvent = ({ type }: BuildEvent) => type === 'output' && cutOff.cut();

    const result = await buildImages(cutOff.engine, { root: repository.root, onEvent });

    expect(result).toMatchObject({ ok: false, failure: { kind: 'engine-gone' } });
  });
});

describe('an engine that loses a layer as it unpacks', () => {
  const files = { 'docker/bake.hcl': only, 'app/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX\n' };

  test('is asked once more, and the steps are those that ran', async () => {
    await using repository = await makeRepository(engine, files);
    const losing = losingEngine(engine, repository.root, 1);

    const result = await buildImages(losing, { root: repository.root });

    expect(result.ok).toBe(true);
    expect(result.steps.map(({ instruction, state }) => [instruction, state])).toContainEqual([
      expect.stringContaining('RUN echo'),
      'done',
    ]);
  });

  test('twice is told as that, with what to do', async () => {
    await using repository = await makeRepository(engine, files);
    const losing = losingEngine(engine, repository.root, 2);

    const result = await buildImages(losing, { root: repository.root });

    expect(result).toMatchObject({ ok: false, failure: { kind: 'lost-layer' } });
    if (!result.ok)
      expect(describeBuildFailure(result.failure)).toMatch(/lost a layer.*build again, with no other/s);
  });
});
