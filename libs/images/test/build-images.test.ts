// Proves that a build gives whole images with their digests, tells what it does, and can be interrupted.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type BuildEvent, type BuildResult, buildImages } from '../src/index.ts';
import { makeRepository, type Repository } from './make-repository.ts';
import { openTestEngine } from './open-test-engine.ts';

const bake = `
target "base" {
  context = "base"
  contexts = { host-ca = "base/ca" }
  output  = ["type=cacheonly"]
}
target "app" {
  context  = "app"
  contexts = { "shop/base" = "target:base" }
  tags     = ["PREFIX/app:local", "PREFIX/app:other"]
  output   = ["type=docker"]
  attest   = ["type=provenance,disabled=true"]
}
`;

/** With `PREFIX` wherever it can be: of a step that two builds have in common, the engine tells each a part only. */
const files = {
  'docker/bake.hcl': bake,
  'base/ca/own.crt': 'own PREFIX',
  'base/Dockerfile': `FROM debian:trixie-slim AS tools
COPY --from=host-ca / /ca/
RUN --mount=type=secret,id=token cat /run/secrets/token 2>/dev/null || echo none; echo PREFIX; cat /ca/*
`,
  'app/Dockerfile': `FROM shop/base AS build
ARG GREETING=hello
RUN echo "$GREETING" PREFIX > /greeting
FROM scratch
COPY --link --from=build /greeting /greeting
`,
};

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

function built(result: BuildResult) {
  if (result.ok) return result;
  throw new Error(`the build failed: ${result.failure.message}`);
}

function outputOf(events: readonly BuildEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'output' ? [event.line] : []));
}

describe('a build', () => {
  test.concurrent('gives each tag with the digest the engine knows it by', async () => {
    await using repository = await makeRepository(engine, files);

    const { images } = built(await buildImages(engine, { root: repository.root, targets: ['app'] }));

    const tags = [`${repository.prefix}/app:local`, `${repository.prefix}/app:other`];
    expect(images.map(({ target, tag }) => `${target} ${tag}`)).toEqual(tags.map((tag) => `app ${tag}`));
    const { stdout } = await runDocker(engine, ['image', 'inspect', '--format', '{{.Id}}', ...tags]);
    if (engine.store === 'containerd')
      expect(stdout.trim().split('\n')).toEqual(images.map(({ digest }) => digest));
  });

  test.concurrent('says of each step whose it is, where it stands and what it printed', async () => {
    await using repository = await makeRepository(engine, files);
    const events: BuildEvent[] = [];

    const { steps } = built(
      await buildImages(engine, {
        root: repository.root,
        targets: ['app'],
        onEvent: (event) => events.push(event),
      }),
    );

    const places = steps.map(({ target, stage, dockerfile, line, state }) =>
      [target, stage, dockerfile, line, state].join(' '),
    );
    expect(places).toContain('base tools base/Dockerfile 3 done');
    expect(places).toContain('app build app/Dockerfile 3 done');
    expect(places).toContain('app stage-1 app/Dockerfile 5 done');
    expect(outputOf(events)).toEqual(['none', repository.prefix, `own ${repository.prefix}`]);
    expect(events.at(-1)).toMatchObject({
      type: 'progress',
      finished: steps.length,
      total: steps.length,
      running: [],
    });
  });

  test.concurrent('into an archive loads nothing, and gives the same digest at another time', async () => {
    await using repository = await makeRepository(engine, files);
    const archives = { folder: join(repository.root, 'archives'), epoch: 0 };
    const options = { root: repository.root, targets: ['app'], noCache: true, archives };

    const first = built(await buildImages(engine, options));
    const second = built(await buildImages(engine, options));

    expect(second.images).toEqual(first.images);
    expect(first.images[0]).toMatchObject({ target: 'app', path: join(archives.folder, 'app.tar') });
    expect((await stat(join(archives.folder, 'app.tar'))).size).toBeGreaterThan(0);
    expect(await repository.tags()).toEqual([]);
  });

  test.concurrent('is given folders, secrets and arguments of the machine', async () => {
    await using repository = await makeRepository(engine, files);
    await using elsewhere = await makeRepository(engine, { 'ca/host.crt': 'host', token: 'secret' });
    const events: BuildEvent[] = [];

    built(
      await buildImages(engine, {
        root: repository.root,
        targets: ['app'],
        contexts: { 'host-ca': join(elsewhere.root, 'ca') },
        secrets: [{ id: 'token', path: join(elsewhere.root, 'token') }],
        buildArgs: { GREETING: repository.prefix },
        onEvent: (event) => events.push(event),
      }),
    );

    expect(outputOf(events).join('\n')).toBe(`secret${repository.prefix}\nhost`);
    expect(await contentOf(repository, '/greeting')).toContain(repository.prefix);
  });

  test.concurrent('keeps the secrets of the bake file when more are given', {
    tags: 'thorough',
  }, async () => {
    await using repository = await makeRepository(engine, {
      'docker/bake.hcl':
        'target "default" {\n  secret = ["id=own,src=own.txt"]\n  output = ["type=cacheonly"]\n}\n',
      'own.txt': 'its own',
      'more.txt': 'one more',
      Dockerfile: `FROM debian:trixie-slim
RUN --mount=type=secret,id=own --mount=type=secret,id=more echo PREFIX; cat /run/secrets/own /run/secrets/more; echo
`,
    });
    const events: BuildEvent[] = [];

    const secrets = [{ id: 'more', path: join(repository.root, 'more.txt') }];
    built(
      await buildImages(engine, { root: repository.root, secrets, onEvent: (event) => events.push(event) }),
    );

    expect(outputOf(events)).toEqual([repository.prefix, 'its ownone more']);
  });

  test.concurrent('of a target that only checks is refused', { tags: 'thorough' }, async () => {
    await using repository = await makeRepository(engine, {
      'docker/bake.hcl': 'target "default" {\n  call = "check"\n}\n',
    });

    await expect(buildImages(engine, { root: repository.root })).rejects.toThrow(DrydockError);
  });

  // One after the other: a step that another build waits for at the same time may run again.
  test('done again takes its steps from the cache and gives the same digest', {
    tags: 'thorough',
  }, async () => {
    await using repository = await makeRepository(engine, files);
    const first = built(await buildImages(engine, { root: repository.root, targets: ['app'] }));

    const second = built(await buildImages(engine, { root: repository.root, targets: ['app'] }));

    expect(second.images).toEqual(first.images);
    const states = second.steps
      .filter(({ total, instruction }) => total > 0 && !instruction.startsWith('FROM'))
      .map(({ target, line, state }) => `${target}:${line} ${state}`);
    expect(states.sort()).toEqual(['app:3 cached', 'app:5 cached', 'base:2 cached', 'base:3 cached']);
  });

  test('without the cache for what is asked for runs its steps again, and takes the rest from the cache', {
    tags: 'thorough',
  }, async () => {
    // A stage without a name cannot be asked for.
    const named = files['app/Dockerfile'].replace('FROM scratch', 'FROM scratch AS runtime');
    await using repository = await makeRepository(engine, { ...files, 'app/Dockerfile': named });
    built(await buildImages(engine, { root: repository.root, targets: ['app'] }));

    const again = built(
      await buildImages(engine, { root: repository.root, targets: ['app'], noCache: 'requested' }),
    );

    const states = again.steps
      .filter(({ instruction }) => /^(RUN|COPY)/.test(instruction))
      .map(({ target, line, state }) => `${target}:${line} ${state}`);
    expect(states.sort()).toEqual(['app:3 done', 'app:5 done', 'base:2 cached', 'base:3 cached']);
  });
});

describe.concurrent('an interrupted build', () => {
  const endless = {
    'docker/bake.hcl': 'target "slow" {\n  tags = ["PREFIX/slow:local"]\n  output = ["type=docker"]\n}\n',
    Dockerfile: 'FROM debian:trixie-slim\nRUN echo begun PREFIX; sleep 120\n',
  };

  test('is a result, comes at once, and leaves no image', async () => {
    await using repository = await makeRepository(engine, endless);
    const stop = new AbortController();
    let abortedAtMs = 0;
    const onEvent = ({ type }: BuildEvent) => {
      if (type !== 'output') return;
      abortedAtMs = Date.now();
      stop.abort();
    };

    const result = await buildImages(engine, {
      root: repository.root,
      targets: ['slow'],
      signal: stop.signal,
      onEvent,
    });

    expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    expect(Date.now() - abortedAtMs).toBeLessThan(10_000);
    expect(await repository.tags()).toEqual([]);
  });

  test('before it began is the same', { tags: 'thorough' }, async () => {
    await using repository = await makeRepository(engine, endless);

    const result = await buildImages(engine, {
      root: repository.root,
      targets: ['slow'],
      signal: AbortSignal.abort(),
    });

    expect(result).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  });
});

/** Reads a file of the image `app` through a build: such an image has nothing to run. */
async function contentOf(repository: Repository, path: string): Promise<string> {
  const reader = join(repository.root, 'reader');
  await mkdir(reader);
  await writeFile(join(reader, 'Dockerfile'), `FROM ${repository.prefix}/app:local\n`);
  const args = ['buildx', 'build', '--output', 'type=tar,dest=-', reader];
  const { stdout } = await runDocker(engine, args);
  expect(stdout).toContain(path.slice(1));
  return stdout;
}
