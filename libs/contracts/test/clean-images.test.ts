// Proves that clean images raise no false alarm, and that three lines tell something true of somebody else's.
import { type Engine, ensureRootImage, openEngine, ROOT_IMAGE, runDocker } from '@drydock/engine';
import { type ImageContents, readFile, readImage } from '@drydock/layers';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type ClassName,
  defineContract,
  type Evidence,
  evaluate,
  formatVerdict,
  type Verdict,
} from '../src/index.ts';

const MACHINE = { certificates: [], mirrorHosts: [] };
/** True of every final image here, whatever language it speaks. */
const LEAN: readonly ClassName[] = [
  'shells',
  'compilers and build tools',
  'package managers',
  'package caches and databases',
  'sources and headers',
  'development dependencies',
  'tests',
  'version control',
  'setuid',
  'setgid',
  'world-writable',
  'file capabilities',
  'private keys',
  'credentials',
  'build machine',
  'editors and debuggers',
  'network tools',
];
/** Debian's own image is no lean one, but there is nothing in it that could be called these. */
const TRUE_OF_DEBIAN: readonly ClassName[] = [
  'compilers and build tools',
  'development dependencies',
  'tests',
  'version control',
  'debug symbols',
  'world-writable',
  'file capabilities',
  'private keys',
  'credentials',
  'build machine',
  'sources and headers',
  'network tools',
];

const SERVICES = ['image-gallery', 'access-log', 'image-of-the-day', 'apod'].map(
  (name) => `drydock/${name}:local`,
);

let engine: Engine;
let rootImage: ImageContents;

beforeAll(async () => {
  const options = { env: process.env, onProgress: () => undefined };
  engine = await openEngine(options);
  await ensureRootImage(engine, options);
  rootImage = await readImage(engine, ROOT_IMAGE);
});

function evidenceOf(image: ImageContents): Evidence {
  return {
    image,
    machine: MACHINE,
    readFile: async (path) => (await readFile(engine, image, path))?.bytes,
  };
}

function notKept(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ status }) => status !== 'kept').map(formatVerdict);
}

describe('the root image', () => {
  test('raises no false alarm', async () => {
    const contract = defineContract({
      image: rootImage.ref,
      absent: TRUE_OF_DEBIAN,
      libraries: 'resolvable',
    });

    expect(notKept(await evaluate(contract, evidenceOf(rootImage)))).toEqual([]);
  });

  test('is found to hold what three lines ask about', async () => {
    const contract = defineContract({ image: rootImage.ref, absent: ['shells', 'package managers'] });

    const [shells, managers] = await evaluate(contract, { image: rootImage });

    expect(shells?.why.join()).toMatch(/\/usr\/bin\/sh \(links to dash\)/);
    expect(managers?.why.join()).toMatch(/dpkg|apt/);
    expect([shells?.status, managers?.status]).toEqual(['broken', 'broken']);
  });
});

test('the final images that are built here raise no false alarm', async () => {
  const { stdout } = await runDocker(engine, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
  const built = SERVICES.filter((ref) => stdout.split('\n').includes(ref));

  const alarms = await Promise.all(
    built.map(async (ref) => {
      const contract = defineContract({
        image: ref,
        absent: LEAN,
        libraries: 'resolvable',
        size: { wasted: '0 B' },
      });
      return notKept(await evaluate(contract, evidenceOf(await readImage(engine, ref))));
    }),
  );

  expect(alarms.flat()).toEqual([]);
});
