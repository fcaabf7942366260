// Proves that an image that is not there, or cannot be read, gets one clear message.
import { type DrydockError, type Engine, runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readImage } from '../src/index.ts';
import { whereSaveIs } from './docker-wrapper.ts';
import { type OnSave, proxyEngine } from './engine-proxy.ts';
import { makeImage, ownText, type TestImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engine: Engine;
let image: TestImage;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
  image = await makeImage(engine, dockerfile, { files, output });
});
afterAll(() => image?.[Symbol.asyncDispose]());

const dockerfile = 'FROM scratch\nCOPY a /a\n';
const files = { a: ownText(8) + 'text'.repeat(5000) };
const output = 'type=docker,compression=uncompressed,force-compression=true';

describe('an image that is not there', () => {
  test('is answered with the nearest one', async () => {
    const misspelt = image.ref.replace('/image:', '/imgae:');

    const error: DrydockError = await readImage(engine, misspelt).then(
      () => expect.unreachable('it was read'),
      (reason) => reason,
    );

    expect(error).toMatchObject({
      code: 'unknown-name',
      summary: `there is no image "${misspelt}"; did you mean "${image.ref}"?`,
      nextStep: expect.stringMatching(/^the engine has: /),
    });
    // The list is cut, and other tests make and remove images meanwhile: one of those that are there now is in it.
    const { stdout } = await runDocker(engine, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
    expect(stdout.split('\n').filter((name) => name && error.nextStep?.includes(name))).not.toEqual([]);
  });

  test.for(['', 'NOT/A:NAME', '../info', 'a b', 'sha256:00'])('may have the name "%s"', async (name) => {
    await expect(readImage(engine, name)).rejects.toMatchObject({ code: 'unknown-name' });
  });

  test('is not there for the docker client either', async () => {
    await using folder = await temporaryFolder();
    const byClient = await whereSaveIs(engine, folder.path, 'false');

    await expect(readImage(byClient, 'drydock-test/none:1')).rejects.toMatchObject({ code: 'unknown-name' });
  });

  test('is pulled when the engine may', async () => {
    const none = 'localhost:1/drydock-test/none:1'; // nobody listens on that port

    await expect(readImage(engine, none, { pull: true })).rejects.toMatchObject({
      code: 'unknown-name',
      summary: `there is no image "${none}", and the engine cannot pull it`,
      evidence: [expect.stringMatching(/refused/)],
    });
  });

  test('is told apart from an engine that does not answer', async () => {
    const host = 'unix:///nowhere/docker.sock';
    const gone = { ...engine, host, env: { ...engine.env, DOCKER_HOST: host } };

    await expect(readImage(gone, 'debian:trixie-slim')).rejects.toMatchObject({ code: 'engine-lost' });
    const byClient = { ...gone, host: 'ssh://by-client-only' };
    await expect(readImage(byClient, 'debian:trixie-slim')).rejects.toMatchObject({ code: 'engine-lost' });
  });
});

const cutAt = (bytes: number): OnSave =>
  async function* (image) {
    let left = bytes;
    for await (const chunk of image) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  };

const instead = (bytes: Buffer): OnSave =>
  async function* () {
    yield bytes;
  };

async function* damaged(image: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of image)
    yield Buffer.from(chunk.toString('latin1').replaceAll('texttext', 'TEXTtext'), 'latin1');
}

async function* failing(image: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* cutAt(1600)(image);
  throw new Error('the connection breaks here');
}

test.for<[string, OnSave, RegExp]>([
  ['is cut off in a layer', cutAt(1600), /cut off at byte 1600, inside "blobs/],
  ['is cut off between two entries', cutAt(1024), /it ends without/],
  ['breaks off', failing, /the engine broke off in the middle of it/],
  ['is empty', instead(Buffer.alloc(0)), /it ends without/],
  ['is no archive', instead(Buffer.alloc(4096, 'x')), /no tar header/],
  ['has a damaged layer', damaged, /its digest is sha256:/],
])('an archive that %s is refused', async ([, onSave, reason]) => {
  await using proxy = await proxyEngine(engine, { onSave });

  const reading = readImage(proxy.engine, image.ref);

  await expect(reading).rejects.toMatchObject({
    code: 'image-archive',
    summary: expect.stringMatching(
      new RegExp(`^the image "${image.ref}" cannot be read: .*${reason.source}`),
    ),
  });
});

describe('through the docker client', () => {
  test('a cut off archive is refused', async () => {
    await using folder = await temporaryFolder();
    const cutting = await whereSaveIs(engine, folder.path, '"$DOCKER" "$@" | head --bytes=1600');

    await expect(readImage(cutting, image.ref)).rejects.toMatchObject({ code: 'image-archive' });
  });

  test('what the client said is told', async () => {
    await using folder = await temporaryFolder();
    const failing = await whereSaveIs(engine, folder.path, 'echo "the disk is on fire" >&2; exit 1');

    await expect(readImage(failing, 'debian:trixie-slim')).rejects.toMatchObject({
      evidence: ['the disk is on fire'],
    });
  });

  test('an interrupted read ends at once', async () => {
    await using folder = await temporaryFolder();
    const slow = await whereSaveIs(engine, folder.path, 'exec sleep 60');
    const signal = AbortSignal.timeout(500);

    await expect(readImage(slow, 'debian:trixie-slim', { signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

test('an interrupted read ends at once', async () => {
  await using proxy = await proxyEngine(engine, {
    onSave: async function* (image) {
      yield* cutAt(600)(image);
      await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
    },
  });
  const signal = AbortSignal.timeout(500);

  await expect(readImage(proxy.engine, 'debian:trixie-slim', { signal })).rejects.toMatchObject({
    code: 'cancelled',
  });
});

test('reading leaves no client behind', async () => {
  await using read = await makeImage(engine, dockerfile, { files: { a: ownText(20) } });

  await readImage(engine, read.ref);

  const { exitCode } = await runDocker(engine, ['image', 'rm', read.ref]);
  expect(exitCode).toBe(0);
});
