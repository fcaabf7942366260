// Proves that each kind of check passes where it should, and fails with what leads to the mend where it should not.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { currentOwner, formatOwner, openEngine, runDocker } from '@drydock/engine';
import { ownImageName } from '@drydock/stack';
import { afterAll, describe, expect, test } from 'vitest';
import {
  builds,
  type Check,
  checkWork,
  defineLab,
  dockerfile,
  failsToBuild,
  image,
  rebuilds,
  runs,
  serves,
} from '../src/index.ts';

const engine = await openEngine({ env: process.env, onProgress: () => undefined });
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function grade(check: Check, text: string, files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-checks-'));
  folders.push(folder);
  for (const [path, content] of Object.entries({ ...files, Dockerfile: text })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const lab = defineLab({
    title: 'a test',
    minutes: 1,
    tasks: [{ name: 'it', say: 'Do it.', checks: [check] }],
  });
  await using checked = await checkWork(engine, lab, { folder });
  const { grade, explanation } = checked.result;
  const { message = '', evidence = [], nextStep = '' } = explanation ?? {};
  return { grade, said: [message, ...evidence, nextStep].join('\n') };
}

const FROM = 'FROM debian:trixie-slim\n';
const SERVER = `${FROM}RUN apt-get --version
CMD ["perl", "-MIO::Socket::INET", "-e", "$SIG{TERM}=sub{exit 0}; $s=IO::Socket::INET->new(LocalPort=>8080,Listen=>5,ReuseAddr=>1) or die; $|=1; print qq(ready\\n); while(1){$c=$s->accept or next; while(<$c>){last if /^\\r?\\n/} print $c \\"HTTP/1.0 200 OK\\\\r\\\\n\\\\r\\\\nhello\\"; close $c}"]
`;
const DEAF = `${FROM}CMD echo ready; sleep 60; echo done\n`;
const CACHED = (first: string, second: string) =>
  `${FROM}WORKDIR /srv\n${first}\n${second}\n`.replaceAll('INSTALL', 'RUN echo install');
const edit = { 'a.txt': (text: string, nonce: string) => `${text}${nonce}\n` };

describe.each<[string, Check, { good: [string, object?]; bad: [string, object?]; red: RegExp }]>([
  [
    'image',
    image({ absent: ['/srv/x'] }, { otherwise: 'x is still there' }),
    { good: [FROM], bad: [`${FROM}RUN touch /srv/x\n`], red: /x is still there[\s\S]*Dockerfile:2/ },
  ],
  ['builds', builds(), { good: [FROM], bad: [`${FROM}RUN exit 7\n`], red: /exit code 7[\s\S]*Dockerfile:2/ }],
  [
    'builds what copies a file that is there',
    builds(),
    {
      good: [`${FROM}COPY a.txt /\n`, { 'a.txt': 'a\n' }],
      bad: [`${FROM}COPY a.txt /\n`],
      red: /there is no "\/a.txt" to copy[\s\S]*COPY looks in your folder[\s\S]*line 2/,
    },
  ],
  [
    'builds a stage that is there',
    builds({ build: { target: 'test' } }),
    { good: [`FROM debian:trixie-slim AS test\n`], bad: [FROM], red: /test/ },
  ],
  [
    'failsToBuild',
    failsToBuild({ stage: 'test', prints: /broken/ }),
    {
      good: ['FROM debian:trixie-slim AS test\nRUN echo broken && false\n'],
      bad: ['FROM debian:trixie-slim AS build\nRUN echo broken && false\n'],
      red: /in stage "build", not in "test"/,
    },
  ],
  [
    'rebuilds',
    rebuilds({ edit, keeps: [/echo install/], repeats: [/^COPY/] }),
    {
      good: [CACHED('INSTALL', 'COPY a.txt .'), { 'a.txt': 'a\n' }],
      bad: [CACHED('COPY a.txt .', 'INSTALL'), { 'a.txt': 'a\n' }],
      red: /echo install runs again/,
    },
  ],
  [
    'builds with secrets and arguments',
    runs({ build: { args: { NAME: 'me' }, secrets: { token: 's3cret' } }, prints: /me 6/, hides: /s3cret/ }),
    {
      good: [
        `${FROM}ARG NAME\nRUN --mount=type=secret,id=token echo "$NAME $(wc -c < /run/secrets/token)" > /x\nCMD ["cat", "/x"]\n`,
      ],
      bad: [
        `${FROM}ARG NAME\nRUN --mount=type=secret,id=token echo "$NAME 6 $(cat /run/secrets/token)" > /x\nCMD ["cat", "/x"]\n`,
      ],
      red: /prints \/s3cret\//,
    },
  ],
  [
    'dockerfile',
    dockerfile({ order: [/^COPY package/, /^RUN/], lacks: [/^ADD/] }),
    {
      good: [`${FROM}COPY package.json .\nRUN true\n`],
      bad: [`${FROM}RUN true\nCOPY package.json .\n`],
      red: /wrong order/,
    },
  ],
  [
    'runs, and shows the first and the last of many lines',
    runs({ prints: /^ready$/m }),
    {
      good: [`${FROM}CMD ["echo", "ready"]\n`],
      bad: [`${FROM}CMD echo the cause; seq 101 130; echo the end\n`],
      red: /the cause\n101[\s\S]*… 20 lines more[\s\S]*the end/,
    },
  ],
  [
    'runs',
    runs({ docker: ['--read-only'], exitCode: 0 }),
    { good: [`${FROM}CMD ["true"]\n`], bad: [`${FROM}CMD touch /x\n`], red: /exit code 1[\s\S]*Read-only/ },
  ],
  [
    'serves',
    serves({
      containers: {
        web: {
          port: 8080,
          answers: [{ body: /hello/ }, { body: /hello/, from: 'network' }],
          stopsWithinMs: 2_000,
          exitCode: 0,
          runsAs: 0,
          firstProcess: /^perl/,
        },
      },
      readyWithinMs: 1_500,
    }),
    { good: [SERVER], bad: [DEAF], red: /web does not answer/ },
  ],
  [
    'serves once it says that it listens, which nobody waits for any longer than that',
    serves({
      containers: { web: { port: 8080, answers: [{ from: 'network' }], opensWith: /ready/ } },
      readyWithinMs: 3_600_000,
    }),
    { good: [SERVER], bad: [DEAF], red: /web does not answer[\s\S]*log: ready/ },
  ],
  [
    'serves, and is healthy in time',
    serves({ containers: { web: { port: 8080, answers: [{}], healthyWithinMs: 20_000 } } }),
    {
      good: [`${SERVER}HEALTHCHECK --start-period=20s --start-interval=200ms CMD true\n`],
      bad: [`${SERVER}HEALTHCHECK CMD true\n`],
      red: /web is starting[\s\S]*first look comes 30 s after the start/,
    },
  ],
  [
    'serves, and its health check does not fail',
    serves({ containers: { web: { port: 8080, answers: [{}], healthyWithinMs: 60_000 } } }),
    {
      good: [`${SERVER}HEALTHCHECK --interval=200ms CMD true\n`],
      bad: [`${SERVER}HEALTHCHECK --interval=200ms --retries=100 CMD echo fog; false\n`],
      red: /web is starting[\s\S]*printed: fog/,
    },
  ],
  [
    'serves and stops',
    serves({ containers: { web: { logs: /ready/, stopsWithinMs: 1_000 } } }),
    { good: [SERVER], bad: [DEAF], red: /had to be killed/ },
  ],
])('%s', (_, check, { good, bad, red }) => {
  test('passes', async () => {
    expect(await grade(check, good[0], good[1] as Record<string, string>)).toEqual({
      grade: 'pass',
      said: '\n',
    });
  });

  test('fails, and says why', async () => {
    const { grade: given, said } = await grade(check, bad[0], bad[1] as Record<string, string>);

    expect({ given, said }).toEqual({ given: 'fail', said: expect.stringMatching(red) });
  });
});

test('an engine that does not answer is an error, and no wrong answer', async () => {
  const gone = { ...engine, env: { ...engine.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' } };
  const lab = defineLab({ title: 'a', minutes: 1, tasks: [{ name: 'a', say: 'A.', checks: [builds()] }] });
  const folder = mkdtempSync(join(tmpdir(), 'drydock-checks-'));
  folders.push(folder);
  writeFileSync(join(folder, 'Dockerfile'), FROM);

  await using checked = await checkWork(gone, lab, { folder });

  expect(checked.result).toMatchObject({ grade: 'error' });
});

test('a verdict does not wait until what led to it is removed', async () => {
  const checks = [
    runs({ command: ['true'] }),
    serves({ containers: { web: { port: 8080, answers: [{}] } } }),
  ];
  const lab = defineLab({ title: 'a', minutes: 1, tasks: [{ name: 'a', say: 'A.', checks }] });
  const folder = mkdtempSync(join(tmpdir(), 'drydock-checks-'));
  folders.push(folder);
  writeFileSync(join(folder, 'Dockerfile'), SERVER);
  const mine = ['--quiet', '--filter', `label=dev.drydock.owner=${formatOwner(currentOwner())}`];
  const count = async (...list: string[]) =>
    (await runDocker(engine, [...list, ...mine])).stdout.split('\n').length - 1;
  const left = async () => [await count('ps', '--all'), await count('network', 'ls')];

  const checked = await checkWork(engine, lab, { folder });
  const before = await left();
  await checked[Symbol.asyncDispose]();

  expect(checked.result).toMatchObject({ grade: 'pass' });
  expect(before).toEqual([2, 1]);
  expect(await left()).toEqual([0, 0]);
});

test('a container that runs too long is removed, and with it the volume that its image asks for', async () => {
  const volumes = async () => (await runDocker(engine, ['volume', 'ls', '--quiet'])).stdout.split('\n');
  const before = await volumes();

  const { grade: given, said } = await grade(
    runs({ command: ['sleep', '60'], withinMs: 500 }),
    `${FROM}VOLUME /kept\n`,
  );

  expect({ given, said }).toEqual({ given: 'fail', said: expect.stringContaining('it still runs after') });
  expect((await volumes()).filter((name) => !before.includes(name))).toEqual([]);
});

test('no image of this process is left in the engine', async () => {
  const reference = ownImageName().replace(/\/.*:/, '/*:'); // another process may be at work just now
  const list = ['image', 'ls', '--quiet', '--filter'];

  const left = await runDocker(engine, [...list, `reference=${reference}`]);

  expect(left).toMatchObject({ exitCode: 0, stdout: '' });
});
