// Proves that the content of single files of an image in the engine is what a container would read.
import { type Engine, runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type FileContent, readFile, readFiles, readImage } from '../src/index.ts';
import { proxyEngine } from './engine-proxy.ts';
import { makeImage, ownText, type TestImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engine: Engine;
let image: TestImage;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
  image = await makeImage(engine, dockerfile, { files });
});
afterAll(() => image?.[Symbol.asyncDispose]());

const dockerfile = `FROM scratch
COPY a b /first/
COPY c /second/
COPY new /first/b
`;
const files = { a: ownText(12), b: 'old', c: ownText(120_000), new: 'new' };

function texts(contents: ReadonlyMap<string, FileContent>): Record<string, string> {
  return Object.fromEntries([...contents].map(([path, { bytes }]) => [path, bytes.toString()]));
}

describe('the content of files in an engine', () => {
  test('is that of the uppermost layer', async () => {
    const contents = await readImage(engine, image.ref);

    const found = await readFiles(engine, contents, ['/first/a', 'first/b', 'second/c', 'nowhere', 'first']);

    expect(texts(found)).toEqual({ '/first/a': files.a, 'first/b': 'new', 'second/c': files.c });
    expect([...found.values()].every(({ isWhole }) => isWhole)).toBe(true);
  });

  const foundWhenCompressedBy = async (compression: string) => {
    const output = `type=docker,compression=${compression},force-compression=true`;
    await using other = await makeImage(engine, dockerfile, { files, output });
    await using proxy = await proxyEngine(engine);
    const contents = await readImage(proxy.engine, other.ref);

    const found = await readFiles(proxy.engine, contents, ['first/a', 'second/c']);

    expect(texts(found)).toEqual({ 'first/a': files.a, 'second/c': files.c });
    expect(proxy.asked.filter((path) => path.endsWith('/get'))).toHaveLength(2);
  };

  test.for(['gzip'])('is found in what the engine sends when its layers are %s', foundWhenCompressedBy);

  test.for(['uncompressed', 'zstd'])(
    'is found in what the engine sends when its layers are %s',
    { tags: 'thorough' },
    foundWhenCompressedBy,
  );

  test('is as long as the limit says', async () => {
    const contents = await readImage(engine, image.ref);

    const cut = await readFile(engine, contents, 'second/c', { limitBytes: 7 });
    const fitting = await readFile(engine, contents, 'first/a', { limitBytes: files.a.length });

    expect(cut).toEqual({ bytes: Buffer.from(files.c.slice(0, 7)), isWhole: false });
    expect(fitting).toEqual({ bytes: Buffer.from(files.a), isWhole: true });
  });

  test('is not asked for twice', async () => {
    await using folder = await temporaryFolder();
    await using proxy = await proxyEngine(engine);
    const options = { cacheDir: folder.path };
    const contents = await readImage(proxy.engine, image.ref, options);
    const first = await readFiles(proxy.engine, contents, ['first/a'], options);
    const asked = proxy.asked.length;

    const second = await readFiles(proxy.engine, contents, ['first/a'], options);

    expect(second).toEqual(first);
    expect(proxy.asked).toHaveLength(asked);
  });

  test('that has gone from it meanwhile is missed', async () => {
    const others = { a: ownText(12), b: ownText(3), c: ownText(120_000), new: ownText(3) };
    await using gone = await makeImage(engine, dockerfile, { files: others });
    await using proxy = await proxyEngine(engine);
    const contents = await readImage(engine, gone.ref);
    await runDocker(engine, ['image', 'rm', gone.ref]);

    await expect(readFiles(proxy.engine, contents, ['first/a'])).rejects.toMatchObject({
      code: 'image-archive',
      message: expect.stringContaining('the engine does not give it out'),
    });
  });
});
