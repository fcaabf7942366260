// Proves that layers are laid over each other as an engine does it.
import { describe, expect, test } from 'vitest';
import type { LayerEntry } from '../src/image-contents.ts';
import { effectiveFiles } from '../src/index.ts';

const file = (path: string, size = 1): LayerEntry => ({
  path,
  type: 'file',
  size,
  mode: 0o644,
  uid: 0,
  gid: 0,
});
const folder = (path: string): LayerEntry => ({ ...file(path, 0), type: 'directory', mode: 0o700 });
const whiteout = (path: string): LayerEntry => ({ ...file(path, 0), type: 'whiteout' });
const opaque = (path: string): LayerEntry => ({ ...file(path, 0), type: 'opaque' });
const symlink = (path: string, link: string): LayerEntry => ({ ...file(path, 0), type: 'symlink', link });
const hardlink = (path: string, link: string): LayerEntry => ({ ...file(path, 0), type: 'hardlink', link });

function merged(...layers: LayerEntry[][]): string[] {
  const image = {
    layers: layers.map((entries) => ({
      digest: '',
      diffId: '',
      transferBytes: 0,
      unpackedBytes: 0,
      entries,
    })),
  };
  const files = [...effectiveFiles(image).values()];
  return files.map(
    ({ path, type, size, layer }) => `${layer} ${path}${type === 'directory' ? '/' : ` ${size}`}`,
  );
}

describe('the files of an image', () => {
  test.for<[string, LayerEntry[][], string[]]>([
    ['a later layer replaces a file', [[file('a', 1)], [file('a', 2)]], ['1 a 2']],
    ['a whiteout removes a file', [[file('a'), file('b')], [whiteout('a')]], ['0 b 1']],
    ['a whiteout removes a folder and all in it', [[folder('d'), file('d/e/f')], [whiteout('d')]], []],
    [
      'a whiteout does not concern a name it begins',
      [[file('d/e'), file('de')], [whiteout('d')]],
      ['0 de 1'],
    ],
    ['a whiteout does not concern its own layer', [[file('a', 1)], [file('a', 2), whiteout('a')]], ['1 a 2']],
    ['a file may come back', [[file('a', 1)], [whiteout('a')], [file('a', 3)]], ['2 a 3']],
    [
      'an opaque folder hides the layers below',
      [
        [folder('d'), file('d/a')],
        [folder('d'), file('d/b'), opaque('d')],
      ],
      ['1 d/', '1 d/b 1'],
    ],
    [
      'the root may be opaque',
      [
        [file('a'), file('b/c')],
        [opaque(''), file('d')],
      ],
      ['1 d 1'],
    ],
    ['a file takes the place of a folder', [[folder('d'), file('d/a')], [file('d')]], ['1 d 1']],
    ['a folder takes the place of a file', [[file('d')], [folder('d'), file('d/a')]], ['1 d/', '1 d/a 1']],
    [
      'a folder said again keeps what is in it',
      [[folder('d'), file('d/a')], [folder('d')]],
      ['1 d/', '0 d/a 1'],
    ],
    ['a folder that no layer holds is there', [[file('d/e/a')]], ['0 d/', '0 d/e/', '0 d/e/a 1']],
    ['a hard link is as large as its file', [[file('a', 5)], [hardlink('b', 'a')]], ['0 a 5', '1 b 5']],
    ['a hard link outlives its file', [[file('a', 5), hardlink('b', 'a')], [whiteout('a')]], ['0 b 5']],
    [
      'a file under a symlink of its own layer is where that leads',
      [[folder('d'), symlink('l', '/d'), file('l/a')]],
      ['0 d/', '0 d/a 1', '0 l 0'],
    ],
    [
      'a folder takes the place of a symlink of a layer below',
      [[folder('d'), symlink('l', 'd'), file('d/a')], [file('l/b')]],
      ['0 d/', '0 d/a 1', '1 l/', '1 l/b 1'],
    ],
    [
      'symlinks that lead to each other become a folder',
      [[symlink('a', 'b'), symlink('b', 'a'), file('a/c')]],
      ['0 a/', '0 a/c 1', '0 b 0'],
    ],
    [
      'names are in order',
      [[file('b'), file('a'), file('a-b'), file('c/a')]],
      ['0 a 1', '0 a-b 1', '0 b 1', '0 c/', '0 c/a 1'],
    ],
  ])('%s', ([, layers, files]) => {
    expect(merged(...layers)).toEqual(files);
  });
});

test('a hard link has the content of its file', () => {
  const facts = { interpreter: '/bin/sh' };
  const program: LayerEntry = { ...file('a', 5), digest: 'sha256:1', hasCapabilities: true, facts };
  const layers = [{ digest: '', diffId: '', transferBytes: 0, unpackedBytes: 5, entries: [program] }];
  const above = { ...layers[0], digest: '', diffId: '', transferBytes: 0, unpackedBytes: 0 };

  const files = effectiveFiles({ layers: [...layers, { ...above, entries: [hardlink('b', 'a')] }] });

  expect(files.get('b')).toMatchObject({ digest: 'sha256:1', hasCapabilities: true, facts, link: 'a' });
});

describe('of a file with several names, a hard link', () => {
  const linksOf = (...layers: LayerEntry[][]) => {
    const parts = { digest: '', diffId: '', transferBytes: 0, unpackedBytes: 0 };
    const files = effectiveFiles({ layers: layers.map((entries) => ({ ...parts, entries })) });
    return [...files.values()].map(({ path, link }) => (link === undefined ? path : `${path} → ${link}`));
  };
  const [a, b, c] = [file('a', 5), hardlink('b', 'a'), hardlink('c', 'a')];

  test.for<[string, LayerEntry[][], string[]]>([
    ['names the file', [[a, b, c]], ['a', 'b → a', 'c → a']],
    ['stands for it once that is removed', [[a, b, c], [whiteout('a')]], ['b', 'c → b']],
    ['stands for it once that is another file', [[a, b], [file('a', 6)]], ['a', 'b']],
    ['names it also from a layer above', [[a], [b], [whiteout('a'), hardlink('d', 'b')]], ['b', 'd → b']],
  ])('%s', ([, layers, links]) => {
    expect(linksOf(...layers)).toEqual(links);
  });
});

describe('as a kernel does it', () => {
  const filesOf = (...entries: LayerEntry[]) =>
    effectiveFiles({
      layers: [{ digest: '', diffId: '', transferBytes: 0, unpackedBytes: 0, entries }],
    });
  const capable: LayerEntry = {
    ...file('a', 5),
    hasCapabilities: true,
    attributes: { 'security.capability': 'AQ==', 'user.a': 'MQ==' },
  };

  test('both names of a file have the owner and mode that the link comes with', () => {
    const files = filesOf(file('a', 5), { ...hardlink('b', 'a'), mode: 0o600, uid: 7 });

    for (const name of ['a', 'b']) expect(files.get(name)).toMatchObject({ mode: 0o600, uid: 7, size: 5 });
  });

  test('a file loses its capabilities to a link that does not have them', () => {
    const files = filesOf(capable, hardlink('b', 'a'));

    for (const name of ['a', 'b']) {
      expect(files.get(name)).not.toHaveProperty('hasCapabilities');
      expect(files.get(name)?.attributes).toEqual({ 'user.a': 'MQ==' });
    }
    const kept = filesOf(capable, { ...hardlink('b', 'a'), hasCapabilities: true });
    expect(kept.get('b')).toMatchObject({ hasCapabilities: true });
  });

  test('a folder that no layer holds belongs to the group of a setgid folder around it', () => {
    const files = filesOf({ ...folder('d'), mode: 0o2755, gid: 7 }, file('d/made/a'));

    expect(files.get('d/made')).toMatchObject({ gid: 7, mode: 0o755 });
  });
});
