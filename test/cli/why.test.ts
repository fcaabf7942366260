// Proves that `why` tells where a path of an image comes from, and where it went.
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';
import { type MadeImage, makeImage } from '../support/made-image.ts';
import { openTestEngine } from '../support/services.ts';
import { sourceLine } from '../support/source-line.ts';

const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';

const DOCKERFILE = `FROM debian:trixie-slim
RUN mkdir /room && echo secret > /room/secret && echo old > /room/kept
RUN rm /room/secret && echo newer > /room/kept
COPY --chown=5:6 note /room/
`;

let engine: Engine;
let made: MadeImage;

beforeAll(async () => {
  engine = await openTestEngine();
  made = await makeImage(engine, DOCKERFILE, { note: 'hello' });
});

afterAll(() => made[Symbol.asyncDispose]());

async function why(image: string, path: string, ...options: readonly string[]) {
  const { stdout, exitCode } = await callDrydock(['why', image, path, '--json', ...options]);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

async function told(image: string, path: string, ...options: readonly string[]): Promise<string> {
  const { stdout, exitCode } = await callDrydock(['why', image, path, ...options], {
    env: { COLUMNS: '120' },
  });
  expect(exitCode).toBe(0);
  return stdout;
}

describe.concurrent('a file of a service', () => {
  test('is followed to the command that made it', async () => {
    const report = await why('drydock/apod:local', '/apod');

    const place = sourceLine('apps/apod/Dockerfile', 'COPY --link --from=builder /apod');
    const made = sourceLine('apps/apod/Dockerfile', 'RUN --mount=type=secret,id=goenv');
    expect(report).toMatchObject({ isPresent: true, type: 'file', mode: 0o755, uid: 0, gid: 0, layers: 3 });
    expect(`${report.layer.source.file}:${report.layer.source.line}`).toBe(place);
    expect(report.from).toMatchObject([
      { kind: 'stage', name: 'builder', path: '/apod', isCertain: false, named: '/apod' },
    ]);
    expect(report.from[0].command).toContain('go build');
    expect(report.from[0].step.file).toBe(made.split(':')[0]);
  });

  test('is followed through several images', async () => {
    const text = await told('drydock/access-log:local', '/healthcheck');

    expect(text).toContain(
      sourceLine('apps/access-log/Dockerfile', 'COPY --link --from=drydock/healthcheck'),
    );
    expect(text).toContain(sourceLine('docker/healthcheck/Dockerfile', 'COPY --link --from=build'));
    expect(text).toMatch(/likely by +go build/);
  });

  test('has the package that it belongs to', async () => {
    const report = await why(
      'drydock/browser:local',
      '/lib/x86_64-linux-gnu/libc.so.6'.replace('x86_64', arch),
    );
    const { contents } = await why('drydock/browser:local', '/usr/lib');

    expect(report).toMatchObject({
      package: { type: 'deb', name: 'libc6' },
      layer: { number: 1, isBase: true },
      realPath: expect.stringMatching(/^\/usr\/lib\//),
    });
    expect(contents.packages).toContainEqual(expect.objectContaining({ name: 'libc6' }));
  });

  test('that is written in a Dockerfile is said to be so', async () => {
    const dockerfile = 'FROM scratch\nCOPY <<motd /etc/\nWelcome.\nmotd\n';
    await using written = await makeImage(engine, dockerfile);

    const text = await told(written.ref, '/etc/motd', '--dockerfile', join(written.folder, 'Dockerfile'));

    expect(text).toMatch(/written +in the Dockerfile itself, as "motd"/);
  });
});

describe.concurrent('any image', () => {
  test('a file that was removed still travels, and who removed it is told', async () => {
    const report = await why(made.ref, '/room/secret');
    const text = await told(made.ref, 'room/secret', '--dockerfile', join(made.folder, 'Dockerfile'));

    expect(report).toMatchObject({
      isPresent: false,
      sizeBytes: 7,
      layer: { number: 2 },
      removedBy: { number: 3 },
    });
    expect(text).toMatch(/removed by +RUN rm \/room\/secret/);
    expect(text).toMatch(/Dockerfile:3, layer 3; its 7 B still travel with the image/);
    expect(text).toContain('Dockerfile:2');
  });

  test('a path of a Dockerfile that finds no room gives way to the line and the layer', async () => {
    const dockerfile = join(made.folder, 'Dockerfile');
    const { stdout } = await callDrydock(['why', made.ref, '/room/secret', '--dockerfile', dockerfile], {
      env: { COLUMNS: '80' },
    });

    expect(stdout).toMatch(/^ +\/.*….*:3, layer 3; its 7 B still /m);
  });

  test('a file that was replaced tells of the one it hides', async () => {
    const report = await why(made.ref, '/room/kept');

    expect(report.versions).toMatchObject([
      { layer: 2, change: 'added', sizeBytes: 4 },
      { layer: 3, change: 'changed', sizeBytes: 6 },
    ]);
    expect(await told(made.ref, '/room/kept')).toMatch(/hides +layer 2 has one of 4 B/);
  });

  test('a file of the build context is followed to it', async () => {
    const report = await why(made.ref, '/room/note', '--dockerfile', join(made.folder, 'Dockerfile'));

    expect(report).toMatchObject({ uid: 5, gid: 6, sizeBytes: 5, layer: { number: 4, source: { line: 4 } } });
    expect(report.from).toMatchObject([{ kind: 'context', path: 'note', isCertain: true }]);
  });

  test('a link says what it is in the end, also one above the path', async () => {
    const report = await why(made.ref, '/bin/sh');

    expect(report).toMatchObject({
      path: '/bin/sh',
      realPath: '/usr/bin/sh',
      type: 'symlink',
      link: { target: 'dash', leadsTo: '/usr/bin/dash', isHardLink: false },
    });
  });

  test('a folder sums up what it holds by layer', async () => {
    const { contents } = await why(made.ref, '/room/');

    expect(contents).toMatchObject({
      files: 2,
      bytes: 11,
      layers: [
        { name: '3', files: 1, bytes: 6 },
        { name: '4', files: 1, bytes: 5 },
      ],
    });
  });

  test('an archive is as good as the engine', async () => {
    expect(await told(await made.save(), '/room/kept')).toContain('rw-r--r-- (0644)   owner root (0:0)');
  });
});

describe.concurrent('a path that is not there', () => {
  test.each([
    ['/opt/dash', '/usr/bin/dash'],
    ['/room/ket', '/room/kept'],
  ])('%s gets the nearest one', async (path, nearest) => {
    const { stdout, stderr, exitCode } = await callDrydock(['why', made.ref, path]);

    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`the image "${made.ref}" has no "${path}"; did you mean "${nearest}"?`);
  });

  test('and is like nothing gets the way to look', async () => {
    const { stderr } = await callDrydock(['why', made.ref, '/qqqqqqqqqq']);

    expect(stderr).toContain('drydock inspect --tree');
  });
});
