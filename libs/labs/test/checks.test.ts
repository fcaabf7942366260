// Proves that each kind of check passes where it should, and fails with what leads to the mend where it should not.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { currentOwner, formatOwner, openEngine, runDocker, spawnDocker } from '@drydock/engine';
import { ownImageName } from '@drydock/stack';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { builds, type Check, checkWork, defineLab, runs, serves } from '../src/index.ts';
import { CASES, FROM, SERVER } from './check-cases.ts';

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

/** Of an image, of a build, and of containers: the others are thorough. */
const REPRESENTATIVES = ['image', 'rebuilds', 'serves'];
for (const [name, check, { good, bad, red }] of CASES) {
  const tags = REPRESENTATIVES.includes(name) ? [] : ['thorough'];
  describe(name, { concurrent: true, tags }, () => {
    test('passes', async () => {
      expect(await grade(check, ...good)).toEqual({ grade: 'pass', said: '\n' });
    });

    test('fails, and says why', async () => {
      const { grade: given, said } = await grade(check, ...bad);

      expect({ given, said }).toEqual({ given: 'fail', said: expect.stringMatching(red) });
    });
  });
}

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
  const watched = ['--filter', 'event=create', '--filter', 'event=mount', '--format', 'json'];
  const events = spawnDocker(engine, ['events', '--since', String(Date.now() / 1_000), ...watched]);
  const lines: string[] = [];
  createInterface({ input: events.stdout as Readable }).on('line', (line) => lines.push(line));
  const seen = () => lines.map((line) => JSON.parse(line)).map(({ Type, Actor }) => ({ Type, ...Actor }));

  const { grade: given, said } = await grade(
    runs({ command: ['sleep', '60'], withinMs: 500 }),
    `${FROM}VOLUME /kept\n`,
  );

  expect({ given, said }).toEqual({ given: 'fail', said: expect.stringContaining('it still runs after') });
  const volume = await vi.waitFor(
    () => {
      const own = seen().filter(
        ({ Attributes }) => Attributes['dev.drydock.owner'] === formatOwner(currentOwner()),
      );
      const mount = seen().find(
        ({ Type, Attributes }) => Type === 'volume' && own.some(({ ID }) => ID === Attributes.container),
      );
      expect(mount).toBeDefined();
      return mount.ID as string;
    },
    { timeout: 20_000 },
  );
  events.kill();
  expect((await runDocker(engine, ['volume', 'inspect', volume])).exitCode).toBe(1);
});

test('no image of this process is left in the engine', async () => {
  const reference = ownImageName().replace(/\/.*:/, '/*:'); // another process may be at work just now
  const list = ['image', 'ls', '--quiet', '--filter'];

  const left = await runDocker(engine, [...list, `reference=${reference}`]);

  expect(left).toMatchObject({ exitCode: 0, stdout: '' });
});
