// Proves that the files of a real image are attributed to layer, instruction, place of copy and package.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageContents, PackageIndex, SourceStep, TracedStep } from '../src/index.ts';
import { originOf, ownSize, packageIndex, packagesOf, readImage, traceSteps } from '../src/index.ts';
import { makeImage, type TestImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';

const DOCKERFILE = `FROM debian:trixie-slim
COPY a.txt b.txt /copied/
COPY --from=debian:trixie-slim /etc/debian_version /version
COPY tree /tree/
RUN echo longer > /copied/a.txt && rm /copied/b.txt
`;
const step = (line: number, text: string, more: Partial<SourceStep> = {}): SourceStep => ({
  ...{
    file: 'Dockerfile',
    line,
    stage: 'runtime',
    keyword: text.split(' ', 1)[0] ?? '',
    text,
    isBase: false,
  },
  ...more,
});
const SOURCES = [
  step(2, 'COPY a.txt b.txt /copied/', { sources: ['a.txt', 'b.txt'], destination: '/copied/' }),
  step(3, 'COPY --from=debian:trixie-slim /etc/debian_version /version', {
    ...{ from: 'debian:trixie-slim', sources: ['/etc/debian_version'], destination: '/version' },
  }),
  step(4, 'COPY tree /tree/', { sources: ['tree'], destination: '/tree/' }),
  step(5, 'RUN echo longer > /copied/a.txt && rm /copied/b.txt'),
];

let base: ImageContents;
let image: ImageContents;
let built: TestImage;
let steps: TracedStep[];
let packages: PackageIndex;

beforeAll(async () => {
  const engine = await openTestEngine();
  const modules = 'tree/node_modules';
  built = await makeImage(engine, DOCKERFILE, {
    files: {
      'a.txt': 'a',
      'b.txt': 'bb',
      [`${modules}/one/package.json`]: '{ "name": "one", "version": "1.0.0" }',
      [`${modules}/one/lib/index.js`]: '1',
      [`${modules}/one/node_modules/@two/two/package.json`]: '{ "name": "@two/two", "version": "2.0.0" }',
      [`${modules}/one/node_modules/@two/two/index.js`]: '22',
      'tree/lib/three-3.0.jar': 'no zip',
    },
  });
  image = await readImage(engine, built.ref);
  base = await readImage(engine, 'debian:trixie-slim');
  steps = traceSteps(image, SOURCES);
  packages = packageIndex(image);
}, 120_000);
afterAll(() => built?.[Symbol.asyncDispose]());

describe('the origin of a file', () => {
  const origin = (path: string) => originOf(image, path, { steps, packages });

  test('is its last layer and the instruction of that', () => {
    expect(origin('copied/a.txt')).toMatchObject({
      isPresent: true,
      layer: 4,
      step: { source: { line: 5 } },
    });
    expect(origin('tree/lib/three-3.0.jar')).toMatchObject({ layer: 3, step: { source: { line: 4 } } });
    expect(origin('etc/debian_version')).toMatchObject({ layer: 0, step: { isBase: true } });
  });

  test('tells what lower layers have in its place, and what they weigh', () => {
    expect(origin('copied/a.txt')?.others).toMatchObject([
      { layer: 1, entry: { size: 1 }, step: { source: { line: 2 } } },
    ]);
  });

  test('of a removed file is its last version, and who removed it', () => {
    expect(origin('copied/b.txt')).toMatchObject({
      ...{ isPresent: false, layer: 1, entry: { size: 2 } },
      others: [{ layer: 4, entry: { type: 'whiteout' }, step: { source: { line: 5 } } }],
    });
  });

  test('of a path that is in no layer is none', () => {
    expect(origin('copied/c.txt')).toBeUndefined();
  });

  test('is where it was copied from', () => {
    expect(origin('version')?.copiedFrom).toEqual({
      from: 'debian:trixie-slim',
      path: '/etc/debian_version',
    });
    expect(origin('tree/lib/three-3.0.jar')?.copiedFrom).toEqual({ path: 'tree/lib/three-3.0.jar' });
    expect(origin('copied/b.txt')?.copiedFrom).toEqual({ path: 'b.txt' });
    expect(origin('copied/a.txt')?.copiedFrom).toBeUndefined();
  });

  test.for([
    ['usr/bin/tar', 'deb', 'tar'],
    ['etc/debian_version', 'deb', 'base-files'],
    ['tree/node_modules/one/lib/index.js', 'npm', 'one'],
    ['tree/node_modules/one/node_modules/@two/two/index.js', 'npm', '@two/two'],
    ['tree/lib/three-3.0.jar', 'maven', 'three'],
  ] as const)('%s belongs to the package %s %s', ([path, type, name]) => {
    expect(origin(path)?.package).toMatchObject({ type, name });
  });

  test('without a package has none', () => {
    expect(origin('copied/a.txt')?.package).toBeUndefined();
    expect(origin('version')?.package).toBeUndefined();
  });
});

describe('the packages of an image', () => {
  test('know their files and bytes', () => {
    const two = packagesOf(image).find(({ name }) => name === '@two/two');

    expect(two).toEqual({
      ...{ type: 'npm', name: '@two/two', version: '2.0.0', files: 2, layer: 3 },
      notedIn: 'tree/node_modules/one/node_modules/@two/two/package.json',
      bytes: '{ "name": "@two/two", "version": "2.0.0" }'.length + 2,
    });
  });

  test('of Debian have a version and nearly all files of its own image', () => {
    const { list, of } = packageIndex(base);
    const libc = list.find(({ name }) => name === 'libc6');

    expect(libc).toMatchObject({ type: 'deb', version: expect.stringMatching(/^2\./), layer: 0 });
    expect(libc?.bytes).toBeGreaterThan(4_000_000);
    const programs = base.layers.flatMap(({ entries }) => entries.filter(({ facts }) => facts?.elf));
    expect(programs.length).toBeGreaterThan(100);
    expect(programs.filter(({ path, type }) => type === 'file' && !of(path)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  test('hold no secret that is none: a plain Debian has not one', () => {
    const found = base.layers.flatMap(({ entries }) => entries.filter(({ facts }) => facts?.secrets));

    expect(found.map(({ path, facts }) => [path, facts?.secrets])).toEqual([]);
  });
});

describe('the own size of an image', () => {
  test('is what stands above its base', () => {
    const own = image.layers.slice(1).reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);

    expect(ownSize(image, base)).toMatchObject({ baseLayers: 1, unpackedBytes: own, files: 9 });
    expect(ownSize(image, 1)).toEqual(ownSize(image, base));
    expect(ownSize(image, 0)?.unpackedBytes).toBe(image.unpackedBytes);
  });

  test('is unknown above an image that it does not stand on', () => {
    expect(ownSize(base, image)).toBeUndefined();
    expect(ownSize(image, 99)).toBeUndefined();
    expect(ownSize(image, { layers: image.layers.slice(1) })).toBeUndefined();
  });
});
