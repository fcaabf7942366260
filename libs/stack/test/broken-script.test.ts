// Proves that a container which ends because of its script's line ends, or of a shell that is not there, says so.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenScript } from '../src/broken-script.ts';
import { engine, failure } from './fixtures/start-fresh.ts';

const IMAGE = `drydock/broken-script:${process.pid}`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-script-'));
  const files = {
    'entry.sh': '#!/bin/sh\r\nset -eu\r\necho started\r\n',
    'fine.sh': '#!/bin/sh\necho fine\nexit 3\n',
    'no-shell': 'echo started\n',
    'marked.sh': '\uFEFF#!/bin/sh\necho started\n',
    'other-shell': '#!/usr/bin/nosuchshell -e\necho started\n',
    Dockerfile: `FROM debian:trixie-slim
WORKDIR /app
COPY --chmod=755 . /app
RUN ln --symbolic /app/entry.sh /usr/local/bin/start
EXPOSE 80
USER 65532:65532
ENTRYPOINT ["/app/entry.sh"]
`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const { exitCode, stderr } = await runDocker(engine, ['buildx', 'build', '--tag', IMAGE, folder]);
  expect(exitCode, stderr).toBe(0);
}, 120_000);

afterAll(async () => {
  await runDocker(engine, ['image', 'rm', '--force', IMAGE]);
  await rm(folder, { recursive: true });
});

/** What is told of a container with such a command, once it has ended. */
async function told(entrypoint: string, ...args: string[]): Promise<string | undefined> {
  const create = ['container', 'create', '--entrypoint', entrypoint, IMAGE, ...args];
  const id = (await runDocker(engine, create)).stdout.trim();
  try {
    await runDocker(engine, ['container', 'start', '--attach', id]);
    const { stdout, stderr } = await runDocker(engine, ['container', 'logs', id]);
    return (await brokenScript(engine, id, `${stdout}${stderr}`.split('\n')))?.text;
  } finally {
    await runDocker(engine, ['container', 'rm', '--force', id]);
  }
}

describe.concurrent('a container that ends at once', () => {
  test.for([
    ['an entry point', '/app/entry.sh', [], '/app/entry.sh'],
    ['a script that a shell reads from the working folder', 'sh', ['-e', 'entry.sh'], '/app/entry.sh'],
    [
      'a script among the commands of a shell',
      'sh',
      ['-c', 'echo first && exec ./entry.sh'],
      '/app/entry.sh',
    ],
    ['a link to it on the path', 'start', [], '/usr/local/bin/start'],
  ] as const)('has its Windows line ends named: %s', async ([, entrypoint, args, path]) => {
    expect(await told(entrypoint, ...args)).toContain(`its script "${path}" has Windows line ends (CRLF)`);
  });

  test('has the shell named that its image lacks', async () => {
    expect(await told('/app/other-shell')).toBe(
      'its script "/app/other-shell" begins with "#!/usr/bin/nosuchshell", and the image has no /usr/bin/nosuchshell',
    );
  });

  test.for([
    ['does not begin with "#!"', '/app/no-shell'],
    ['begins with a byte order mark', '/app/marked.sh'],
  ] as const)('is told that its script %s', async ([why, path]) => {
    expect(await told(path)).toBe(`its script "${path}" ${why}, so Linux does not know what runs it`);
  });

  test.for([
    ['its script is fine', '/app/fine.sh', []],
    ['it is a program', 'perl', ['-e', 'exit 3']],
  ] as const)('has nothing said of it when %s', async ([, entrypoint, args]) => {
    expect(await told(entrypoint, ...args)).toBeUndefined();
  });
});

test('a service that ends before it is ready says so, and what to do', async () => {
  const error = await failure({ images: { front: IMAGE } });

  expect(error.code).toBe('service-exited');
  expect(error.summary).toMatch(
    /^service "front" ended before it was ready: exit code \d+; its script "\/app\/entry\.sh" has Windows/,
  );
  expect(error.nextStep).toContain('save the script with Unix line ends (LF)');
});
