// Proves that the content of single files is what a container would read, from an engine and from an archive.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type FileContent, readArchiveFile, readFile, readFiles, readImage } from '../src/index.ts';
import { proxyEngine } from './engine-proxy.ts';
import { ociImage, ociLayout, tarOf } from './make-archive.ts';
import { makeImage } from './make-image.ts';
import { makeTar } from './make-tar.ts';
import { ODDITIES, oddLayer } from './odd-layer.ts';
import { openTestEngine } from './open-test-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

const dockerfile = `FROM scratch
COPY a b /first/
COPY c /second/
COPY new /first/b
`;
const files = { a: 'content of a', b: 'old', c: 'content of c'.repeat(10_000), new: 'new' };

function texts(contents: ReadonlyMap<string, FileContent>): Record<string, string> {
  return Object.fromEntries([...contents].map(([path, { bytes }]) => [path, bytes.toString()]));
}

describe('the content of files in an engine', () => {
  test('is that of the uppermost layer', async () => {
    await using image = await makeImage(engine, dockerfile, { files });
    const contents = await readImage(engine, image.ref);

    const found = await readFiles(engine, contents, ['/first/a', 'first/b', 'second/c', 'nowhere', 'first']);

    expect(texts(found)).toEqual({ '/first/a': files.a, 'first/b': 'new', 'second/c': files.c });
    expect([...found.values()].every(({ isWhole }) => isWhole)).toBe(true);
  });

  test.for(['gzip', 'uncompressed', 'zstd'])(
    'is found in what the engine sends when its layers are %s',
    async (compression) => {
      const output = `type=docker,compression=${compression},force-compression=true`;
      await using image = await makeImage(engine, dockerfile, { files, output });
      await using proxy = await proxyEngine(engine);
      const contents = await readImage(proxy.engine, image.ref);

      const found = await readFiles(proxy.engine, contents, ['first/a', 'second/c']);

      expect(texts(found)).toEqual({ 'first/a': files.a, 'second/c': files.c });
      expect(proxy.asked.filter((path) => path.endsWith('/get'))).toHaveLength(2);
    },
  );

  test('is as long as the limit says', async () => {
    await using image = await makeImage(engine, dockerfile, { files });
    const contents = await readImage(engine, image.ref);

    const cut = await readFile(engine, contents, 'second/c', { limitBytes: 7 });
    const fitting = await readFile(engine, contents, 'first/a', { limitBytes: files.a.length });

    expect(cut).toEqual({ bytes: Buffer.from('content'), isWhole: false });
    expect(fitting).toEqual({ bytes: Buffer.from(files.a), isWhole: true });
  });

  test('is not asked for twice', async () => {
    await using image = await makeImage(engine, dockerfile, { files });
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
    await using image = await makeImage(engine, dockerfile, { files: { ...files, a: `${Math.random()}` } });
    await using proxy = await proxyEngine(engine);
    const contents = await readImage(engine, image.ref);
    await runDocker(engine, ['image', 'rm', image.ref]);

    await expect(readFiles(proxy.engine, contents, ['first/a'])).rejects.toMatchObject({
      code: 'image-archive',
      message: expect.stringContaining('the engine does not give it out'),
    });
  });
});

describe('the content of files in an archive', () => {
  const tar = makeTar([
    { name: 'etc/', flag: '5' },
    { name: 'etc/file', content: 'text' },
    { name: 'empty' },
    { name: 'relative', flag: '2', link: '../etc/./file' },
    { name: 'lib', flag: '2', link: '/etc' },
    { name: 'loop', flag: '2', link: 'loop' },
    { name: 'dangling', flag: '2', link: 'nowhere' },
    { name: 'hard', flag: '1', link: 'etc/file' },
  ]);
  const upper = makeTar([{ name: 'etc/.wh.file' }, { name: 'hard-2', flag: '1', link: 'hard' }]);

  async function archived(layers: readonly Buffer[]) {
    const folder = await temporaryFolder();
    const archive = join(folder.path, 'image.tar');
    await writeFile(archive, tarOf(ociLayout([ociImage({ layers: layers.map((each) => ({ tar: each })) })])));
    return { archive, [Symbol.asyncDispose]: () => folder.remove() };
  }

  test('is reached through links', async () => {
    await using source = await archived([tar]);
    const contents = await readArchiveFile(source.archive);

    const found = await readFiles(source, contents, [
      'lib/file',
      'relative',
      'hard',
      'empty',
      'loop',
      'dangling',
    ]);

    expect(texts(found)).toEqual({ 'lib/file': 'text', relative: 'text', hard: 'text', empty: '' });
  });

  test('outlives its first name', async () => {
    await using source = await archived([tar, upper]);
    const contents = await readArchiveFile(source.archive);

    const found = await readFiles(source, contents, ['etc/file', 'hard', 'hard-2', 'lib/file']);

    expect(texts(found)).toEqual({ hard: 'text', 'hard-2': 'text' });
  });

  test('of a sparse file has its holes, and of a path given twice is the later', async () => {
    await using source = await archived([oddLayer(ODDITIES)]);
    const contents = await readArchiveFile(source.archive);
    const sparse = ['sparse-old', 'sparse-many', 'sparse-00', 'sparse-01', 'sparse-10'];

    const found = await readFiles(source, contents, [
      ...sparse,
      'twice',
      'again',
      'again-link',
      'again-other',
    ]);

    const expected = Buffer.alloc(200_000);
    expected.write('aaaaaaaaaa', 5_000);
    expected.write('bbbbbbbbbb', 100_000);
    for (const path of sparse) expect(found.get(path)?.bytes.equals(expected), path).toBe(true);
    expect(texts(new Map([...found].slice(sparse.length)))).toEqual({
      twice: 'second one',
      again: 'second one',
      'again-link': 'first',
      'again-other': 'first',
    });
  });
});
