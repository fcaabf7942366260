// Proves what is told of a build that says nothing for too long, and of one whose engine goes away or loses a layer.
import type { Engine } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type BuildEvent, buildImages, describeBuildFailure } from '../src/index.ts';
import { cutOffEngine } from './cut-off-engine.ts';
import { only } from './failure-of.ts';
import { losingEngine, NAME_TAKEN } from './losing-engine.ts';
import { makeRepository } from './make-repository.ts';
import { noBuilderEngine } from './no-builder-engine.ts';
import { openTestEngine } from './open-test-engine.ts';

/** Longer than a step that does print stays silent on a machine with other work. */
const SILENCE_MS = 4_000;

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

describe.concurrent('a step that says nothing', () => {
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
    const result = await buildImages(engine, { root: repository.root, silenceLimitMs: SILENCE_MS });

    if (result.ok) throw new Error('the build was expected to fail');
    const { failure } = result;
    expect(failure).toMatchObject({ kind: 'silent', target: 'default', stage: 'fetch', line: 2 });
    expect(failure.source.at(0)).toMatch(/^RUN --mount/);
    expect(failure.source.at(-1)).toBe('EOF');
    expect(failure.output).toEqual([expect.stringContaining('asks a server')]);
    const text = describeBuildFailure(failure);
    expect(text).toContain(
      'default: RUN printed nothing for 4 s, and was stopped (app/Dockerfile:2, stage "fetch")',
    );
    expect(text).toContain('next: build again, for a server that did not answer may answer now');
  });

  test('but prints now and then may run longer than that', { tags: 'thorough' }, async () => {
    const files = {
      'docker/bake.hcl': only,
      'app/Dockerfile':
        'FROM debian:trixie-slim\nRUN echo PREFIX; for i in $(seq 12); do sleep 0.5; printf .; done\n',
    };
    await using repository = await makeRepository(engine, files);

    const result = await buildImages(engine, { root: repository.root, silenceLimitMs: SILENCE_MS });

    expect(result.ok).toBe(true);
  });

  test('and is interrupted was interrupted', { tags: 'thorough' }, async () => {
    await using repository = await makeRepository(engine, {
      'docker/bake.hcl': only,
      'app/Dockerfile': stuck,
    });
    const interrupt = new AbortController();
    const onEvent = ({ type }: BuildEvent) => type === 'output' && interrupt.abort();
    const options = { root: repository.root, signal: interrupt.signal, onEvent };

    const result = await buildImages(engine, { ...options, silenceLimitMs: SILENCE_MS });

    expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  });
});

describe.concurrent('an engine that goes away', () => {
  const files = {
    'docker/bake.hcl': only,
    'app/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX; sleep 60\n',
  };

  test('before the build is told as that', { tags: 'thorough' }, async () => {
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

describe.concurrent('an engine that loses a layer as it unpacks', () => {
  const files = { 'docker/bake.hcl': only, 'app/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX\n' };

  test('is asked once more, and the steps are those that ran', async () => {
    await using repository = await makeRepository(engine, files);
    const losing = losingEngine(engine, repository.root, { times: 1 });

    const result = await buildImages(losing, { root: repository.root });

    expect(result.ok).toBe(true);
    expect(result.steps.map(({ instruction, state }) => [instruction, state])).toContainEqual([
      expect.stringContaining('RUN echo'),
      'done',
    ]);
  });

  test('twice is told as that, with what to do', async () => {
    await using repository = await makeRepository(engine, files);
    const losing = losingEngine(engine, repository.root, { times: 2 });

    const result = await buildImages(losing, { root: repository.root });

    expect(result).toMatchObject({ ok: false, failure: { kind: 'lost-layer' } });
    if (!result.ok)
      expect(describeBuildFailure(result.failure)).toMatch(/lost a layer.*build again, with no other/s);
  });

  test('or takes the name of the image for taken is asked once more as well', async () => {
    await using repository = await makeRepository(engine, files);
    const racing = losingEngine(engine, repository.root, { times: 1, says: NAME_TAKEN });

    expect(await buildImages(racing, { root: repository.root })).toMatchObject({ ok: true });
  });
});

test('an engine without a builder of its own is told as that, with what to do', async () => {
  await using repository = await makeRepository(engine, {
    'docker/bake.hcl': only,
    'app/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX\n',
  });
  await using podman = await noBuilderEngine(engine);

  const result = await buildImages(podman.engine, { root: repository.root });

  expect(result).toMatchObject({ ok: false, failure: { kind: 'no-builder' } });
  if (!result.ok)
    expect(describeBuildFailure(result.failure)).toMatch(
      /has no BuildKit of its own.*next: build with an engine that has one/s,
    );
});
