// Proves that an image that is not there, or cannot be read, gets one clear message.
import { type DrydockError, type Engine, runDocker } from '@drydock/engine';
import { beforeAll, expect, test, vi } from 'vitest';
import { readImage } from '../src/index.ts';
import { whereSaveIs } from './docker-wrapper.ts';
import { makeImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

const dockerfile = 'FROM scratch\nCOPY a /a\n';
const files = { a: 'text'.repeat(5000) };

test('an unknown image is answered with the nearest one', async () => {
  await using image = await makeImage(engine, dockerfile, { files });
  const misspelt = image.ref.replace('/image:', '/imgae:');

  await expect(readImage(engine, misspelt)).rejects.toMatchObject({
    code: 'unknown-name',
    message: `there is no image "${misspelt}"; did you mean "${image.ref}"?`,
    nextStep: expect.stringContaining('debian:trixie-slim'),
  } satisfies Partial<DrydockError>);
});

test('an engine that does not answer is told apart from a missing image', async () => {
  const host = 'unix:///nowhere/docker.sock';
  const gone = { ...engine, host, env: { ...engine.env, DOCKER_HOST: host } };

  await expect(readImage(gone, 'debian:trixie-slim')).rejects.toMatchObject({ code: 'engine-lost' });
});

test.for([
  ['is cut off in a layer', '"$DOCKER" "$@" | head --bytes=1600'],
  ['is cut off between two entries', '"$DOCKER" "$@" | head --bytes=1024'],
  ['is empty', 'true'],
  ['is no archive', 'head --bytes=4096 /dev/urandom'],
  ['has a damaged layer', '"$DOCKER" "$@" | LC_ALL=C sed "s/texttext/TEXTtext/g"'],
] as const)('an archive that %s is refused', async ([, command]) => {
  const output = 'type=docker,compression=uncompressed,force-compression=true';
  await using image = await makeImage(engine, dockerfile, { files, output });
  await using folder = await temporaryFolder();
  const damaging = await whereSaveIs(engine, folder.path, command);

  await expect(readImage(damaging, image.ref)).rejects.toMatchObject({
    code: 'image-archive',
    message: expect.stringMatching(new RegExp(`^the image "${image.ref}" cannot be read: .+`)),
  });
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

test('reading leaves no client behind', async () => {
  await using image = await makeImage(engine, dockerfile, { files });

  await readImage(engine, image.ref);

  const { exitCode } = await runDocker(engine, ['image', 'rm', image.ref]);
  expect(exitCode).toBe(0);
});
