// Proves that the content of single files in an archive is what a container would read.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FileContent, readArchiveFile, readFiles } from '../src/index.ts';
import { ociImage, ociLayout, tarOf } from './make-archive.ts';
import { makeTar } from './make-tar.ts';
import { ODDITIES, oddLayer } from './odd-layer.ts';
import { temporaryFolder } from './temporary-folder.ts';

function texts(contents: ReadonlyMap<string, FileContent>): Record<string, string> {
  return Object.fromEntries([...contents].map(([path, { bytes }]) => [path, bytes.toString()]));
}

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
