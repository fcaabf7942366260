// Proves that an image has the same layers, files, numbers and verdicts in both image stores, and that finding out what
// a layer weighs on its way to a registry leaves no trace in the engine.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineContract, evaluate, formatVerdict, type Verdict } from '@drydock/contracts';
import { type Engine, ensureRootImage, ROOT_IMAGE } from '@drydock/engine';
import { type ImageContents, ownSize, readFile, readImage, wastedBytes } from '@drydock/layers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type MadeImage, makeImage } from '../support/made-image.ts';
import { docker, type OtherStore, openOtherStore } from '../support/other-store.ts';
import { openTestEngine, SERVICES } from '../support/services.ts';

const IMAGES = SERVICES.map((name) => `drydock/${name}:local`);
/** On the root image, something of all that a layer can hold, and much that a later one takes back. */
const AWKWARD = `FROM ${ROOT_IMAGE}
RUN <<EOF
set -eu
mkdir --parents /t/gone /t/emptied/deep /t/becomes-file/deep
head --bytes=200000 /dev/urandom > /t/gone/a; seq 1 50000 > /t/emptied/deep/b; seq 1 9000 > /t/becomes-file/deep/c
seq 1 70000 > /t/twice; ln /t/twice /t/hard; ln --symbolic /nowhere /t/dangling; mkfifo /t/fifo
cp /usr/bin/true /t/setuid; chmod 4755 /t/setuid; chown 65532:7 /t/setuid; truncate --size=300000 /t/sparse
echo "-----BEGIN PRIVATE KEY-----" > /t/key; touch "/t/naïve name" /t/$(printf 'x%.0s' $(seq 150))
EOF
RUN rm --recursive /t/gone /t/emptied/deep /t/becomes-file && touch /t/becomes-file && chmod 600 /t/twice
COPY --link one /t/copied
COPY --link other /t/copied
COPY --link one /t/copied
ENV TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ456789
`;
const COPIED = { one: 'one '.repeat(9_000), other: 'other '.repeat(5_000) };

const WAIT = { timeout: 20_000, interval: 1 };

let engine: Engine;
let other: OtherStore;
let awkward: MadeImage;
let cacheDir: string;
const pairs = new Map<string, readonly [ImageContents, ImageContents]>();

beforeAll(async () => {
  engine = await openTestEngine();
  await ensureRootImage(engine, { env: process.env, onProgress: () => undefined });
  cacheDir = mkdtempSync(join(tmpdir(), 'drydock-cache-'));
  awkward = await makeImage(engine, AWKWARD, COPIED);
  other = await openOtherStore(engine);
  const refs = [...IMAGES, awkward.ref];
  await other.take(refs);
  const [here, there] = [
    await Promise.all(refs.map((ref) => readImage(engine, ref))),
    await Promise.all(refs.map((ref) => readImage(other.engine, ref, { cacheDir }))),
  ];
  for (const [index, one] of here.entries()) {
    const two = there[index];
    if (two) pairs.set(index < IMAGES.length ? one.ref : 'awkward', [one, two]);
  }
});

afterAll(async () => {
  await awkward?.[Symbol.asyncDispose]();
  await other?.[Symbol.asyncDispose]();
  rmSync(cacheDir, { recursive: true, force: true });
});

function pairOf(name: string): readonly [ImageContents, ImageContents] {
  const pair = pairs.get(name);
  if (!pair) throw new Error(`${name} was not read`);
  return pair;
}

/** All but what an engine calls an image, and how it stores a layer. */
function comparable(image: ImageContents) {
  const { config, history, unpackedBytes, transferBytes } = image;
  const layers = image.layers.map(({ digest: _, ...layer }) => layer);
  const own = image.layers.map((_, index) => ownSize(image, index));
  return { config, history, unpackedBytes, transferBytes, layers, own, wasted: wastedBytes(image) };
}

test('the two engines have different stores', () => {
  expect([engine.store, other.engine.store].sort()).toEqual(['containerd', 'graph-driver']);
});

describe.each([...IMAGES, 'awkward'])('%s', (name) => {
  test('has the same layers, files and numbers in both stores', () => {
    const [one, two] = pairOf(name);

    expect(one.layers.length).toBeGreaterThan(0);
    expect(comparable(two)).toEqual(comparable(one));
  });

  test('keeps and breaks the same clauses, for the same reasons', async () => {
    const [one, two] = pairOf(name);

    const here = await verdicts(engine, one, one);
    const there = await verdicts(other.engine, two, one);

    expect(new Set(here.map(({ status }) => status))).toEqual(new Set(['kept', 'broken']));
    expect(there.map(formatVerdict)).toEqual(here.map(formatVerdict));
  });
});

/** Of a contract with the sizes of `model`, to the byte: some kept, and some missed by one. */
function verdicts(from: Engine, image: ImageContents, model: ImageContents): Promise<readonly Verdict[]> {
  const biggest = Math.max(...model.layers.map(({ unpackedBytes }) => unpackedBytes));
  const contract = defineContract({
    image: image.ref,
    size: {
      transfer: `${model.transferBytes} B`,
      unpacked: `${model.unpackedBytes - 1} B`,
      perLayer: `${biggest} B`,
      layers: model.layers.length,
      wasted: '0 B',
    },
    absent: ['shells', 'package managers', 'setuid', 'private keys', 'credentials', '/t/**', '/nowhere/**'],
    files: { '/etc/passwd': { mode: '0644' }, '/healthcheck': { mode: '0555', owner: '0:0' } },
    config: { user: '65532:65532' },
    libraries: 'resolvable',
  });
  return evaluate(contract, {
    image,
    machine: { certificates: [], mirrorHosts: [] },
    readFile: async (path) => (await readFile(from, image, path))?.bytes,
  });
}

describe('a graph-driver store', () => {
  test('is asked once what a layer weighs', async () => {
    using asked = clientThat('true');
    const [ref = ''] = IMAGES;

    await readImage(asked.engine, ref, { cacheDir: asked.folder });
    const pushes = asked.calls().filter((call) => call.startsWith('image push'));
    await readImage(asked.engine, ref, { cacheDir: asked.folder });
    await docker(
      graphDriver(),
      ['image', 'build', '--quiet', '--tag', 'twin', '-'],
      `FROM ${ref}\nLABEL a=b`,
    );
    const twin = await readImage(asked.engine, 'twin', { cacheDir: asked.folder });
    await docker(graphDriver(), ['image', 'rm', 'twin']);

    expect(pushes).toHaveLength(1);
    expect(asked.calls().filter((call) => call.startsWith('image push'))).toEqual(pushes);
    expect(twin.transferBytes).toBe(pairOf(ref)[0].transferBytes);
  });

  test('that does not push is no obstacle, and its numbers say that they are estimates', async () => {
    using refusing = clientThat('if [ "$1 $2" = "image push" ]; then exit 1; fi');
    const [exact] = pairOf('awkward');

    const estimated = await readImage(refusing.engine, awkward.ref);

    expect(estimated.layers.map(({ isTransferEstimated }) => isTransferEstimated)).not.toContain(undefined);
    const difference = Math.abs(estimated.transferBytes - exact.transferBytes);
    expect(difference).toBeGreaterThan(0); // else nothing above could tell the two ways apart
    expect(difference).toBeLessThan(exact.transferBytes / 20);
    expect(await standIns()).toEqual([]);
  });

  test('on another machine is not asked: its loopback is not ours', async () => {
    using asked = clientThat('true');
    const [ref = ''] = IMAGES;

    const { layers } = await readImage({ ...asked.engine, host: 'ssh://elsewhere' }, ref);

    expect(layers.map(({ isTransferEstimated }) => isTransferEstimated)).not.toContain(undefined);
    expect(asked.calls().filter((call) => /^image (load|push|rm)/.test(call))).toEqual([]);
  });

  test('keeps nothing of a read that was cancelled in the middle', async () => {
    using asked = clientThat('true');
    const cancelled = new AbortController();
    const reading = readImage(asked.engine, 'drydock/access-log:local', { signal: cancelled.signal });
    const pushed = vi.waitUntil(() => asked.calls().some((call) => call.startsWith('image push')), WAIT);
    await Promise.race([pushed, reading]);
    expect(await standIns()).toHaveLength(1);
    cancelled.abort();

    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    expect(await standIns()).toEqual([]);
  });

  test('loses what a killed reader left in it, at the next read', async () => {
    const [ref = ''] = IMAGES;
    const left = '127.0.0.1:1/drydock/transfer:left';
    const label = 'LABEL dev.drydock.stand-in=left';
    await docker(graphDriver(), ['image', 'build', '--quiet', '--tag', left, '-'], `FROM ${ref}\n${label}`);
    expect(await standIns()).toEqual([left]);

    await readImage(graphDriver(), ref);

    expect(await standIns()).toEqual([]);
  });

  test('keeps an image that has no name', async () => {
    const name = 'drydock-test/nameless:local';
    const [ref = ''] = IMAGES;
    const build = (text: string) =>
      docker(
        graphDriver(),
        ['image', 'build', '--quiet', '--tag', name, '-'],
        `FROM ${ref}\nLABEL a=${text}`,
      );
    const id = (await build('first')).trim();
    await build('second');

    await readImage(graphDriver(), id);

    expect(await docker(graphDriver(), ['image', 'inspect', '--format', '{{.RepoTags}}', id])).toBe('[]\n');
    await docker(graphDriver(), ['image', 'rm', id, name]);
  });
});

function graphDriver(): Engine {
  return engine.store === 'graph-driver' ? engine : other.engine;
}

async function standIns(): Promise<string[]> {
  const args = [
    'image',
    'ls',
    '--filter',
    'label=dev.drydock.stand-in',
    '--format',
    '{{.Repository}}:{{.Tag}}',
  ];
  return (await docker(graphDriver(), args)).split('\n').filter(Boolean);
}

/** The engine with a client that notes what it is asked, and then runs `command` before the real one. */
function clientThat(command: string) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-client-'));
  const [client, log] = [join(folder, 'docker'), join(folder, 'log')];
  const real = graphDriver();
  writeFileSync(client, `#!/bin/sh\necho "$*" >> '${log}'\n${command}\nexec '${real.docker}' "$@"\n`);
  chmodSync(client, 0o755);
  return {
    folder,
    engine: { ...real, docker: client },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
