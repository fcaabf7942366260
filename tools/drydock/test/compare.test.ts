// Proves that two images are compared by file, folder, layer and package, each as people would tell it.
import type { EffectiveFile, ImagePackage } from '@drydock/layers';
import { describe, expect, test } from 'vitest';
import { compareFiles, type FileChange, isTimeOnly } from '../src/image/diff/compare-files.ts';
import { compareLayers } from '../src/image/diff/compare-layers.ts';
import { comparePackages } from '../src/image/diff/compare-packages.ts';
import { firstDifference } from '../src/image/diff/first-difference.ts';
import { rollUp } from '../src/image/diff/roll-up.ts';

const FILE = { type: 'file', size: 5, mode: 0o644, uid: 0, gid: 0, layer: 0, digest: 'sha256:1' } as const;

function files(
  ...changed: readonly (Partial<EffectiveFile> & { path: string })[]
): Map<string, EffectiveFile> {
  return new Map(changed.map((file) => [file.path, { ...FILE, ...file }]));
}

describe('two files', () => {
  test.for([
    ['content of another size', { size: 9, digest: 'sha256:2' }, ['content']],
    ['content of the same size', { digest: 'sha256:2' }, ['content']],
    ['mode', { mode: 0o755 }, ['mode']],
    ['owner', { uid: 7 }, ['owner']],
    ['group', { gid: 7 }, ['owner']],
    ['capabilities', { hasCapabilities: true }, ['capabilities']],
    ['an extended attribute', { attributes: { 'user.a': 'MQ==' } }, ['attributes']],
    ['the numbers of a device', { device: '1:3' }, ['device']],
    ['type and link', { type: 'symlink', size: 0, digest: undefined, link: 'b' }, ['type', 'link']],
    ['time', { modifiedAt: 4 }, ['time']],
    ['time and mode', { modifiedAt: 4, mode: 0o600 }, ['mode', 'time']],
    ['nothing but the layer', { layer: 3 }, []],
  ] as const)('differ in %s', ([, change, aspects]) => {
    const changes = compareFiles(files({ path: 'a' }), files({ path: 'a', ...change }));

    expect(changes.flatMap((each) => each.aspects)).toEqual(aspects);
    expect(changes.filter(isTimeOnly)).toHaveLength(aspects.join() === 'time' ? 1 : 0);
  });

  test('a hard link is compared by the content of what it stands for', () => {
    const link = { path: 'b', digest: undefined, link: 'a' };
    const before = files({ path: 'a' }, link);
    const after = files({ path: 'a', digest: 'sha256:2' }, link);

    expect(compareFiles(before, after).map(({ path }) => path)).toEqual(['a', 'b']);
    expect(compareFiles(before, files({ path: 'a' }, { path: 'b' }))).toMatchObject([
      { path: 'b', aspects: ['link'] },
    ]);
  });

  test('other capabilities differ by their value', () => {
    const capable = (value: string) => {
      return files({ path: 'a', hasCapabilities: true, attributes: { 'security.capability': value } });
    };

    expect(compareFiles(capable('AQ=='), capable('AQ=='))).toEqual([]);
    expect(compareFiles(capable('AQ=='), capable('Ag=='))).toMatchObject([{ aspects: ['capabilities'] }]);
  });

  test('which of two names of a file the layers call the link is no difference', () => {
    const linked = (target: string, link: string) => files({ path: target }, { path: link, link: target });

    expect(compareFiles(linked('a', 'b'), linked('b', 'a'))).toEqual([]);
    expect(compareFiles(linked('a', 'b'), files({ path: 'a' }, { path: 'b' }))).toMatchObject([
      { path: 'b', aspects: ['link'] },
    ]);
  });

  test('the time of a folder is no difference', () => {
    const folder = { path: 'a', type: 'directory', size: 0, digest: undefined } as const;

    expect(compareFiles(files(folder), files({ ...folder, modifiedAt: 9 }))).toEqual([]);
  });

  test('what only one image has was added or removed, with its weight', () => {
    const changes = compareFiles(files({ path: 'b', size: 3 }), files({ path: 'a', size: 4 }));

    expect(changes).toMatchObject([
      { path: 'a', state: 'added', bytes: 4 },
      { path: 'b', state: 'removed', bytes: -3 },
    ]);
  });
});

describe('changes by folder', () => {
  const changes = (...texts: readonly string[]): FileChange[] =>
    texts.map((text) => {
      const [path = '', bytes] = text.slice(1).split(' ');
      const state = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'changed';
      const file: EffectiveFile = { ...FILE, path, type: bytes === undefined ? 'directory' : 'file' };
      const side = state === 'removed' ? { before: file } : { after: file };
      return { path, state, aspects: [], bytes: Number(bytes ?? 0), ...side };
    });
  const told = (...texts: readonly string[]) =>
    rollUp(changes(...texts)).map(({ path, added, removed, changed, bytes }) => {
      return `${path} +${added} -${removed} ~${changed} ${bytes}`;
    });

  test.for([
    ['go as deep as the only folder with changes', ['~a/b/c/d/e 5'], ['a/b/c/d +0 -0 ~1 5']],
    [
      'are apart for folders beside each other, the biggest first',
      ['+a/x 1', '-b/y -9', '~a/z 2'],
      ['b +0 -1 ~0 -9', 'a +1 -0 ~1 3'],
    ],
    [
      'are one for a folder that came whole',
      ['+a/', '+a/b/', '+a/b/c 1', '+a/d/e 2', '~x/y 1'],
      ['a +2 -0 ~0 3', 'x +0 -0 ~1 1'],
    ],
    [
      'end at the third folder',
      ['~a/b/c/d/1 1', '~a/b/c/e/1 1', '~a/b/f/1 4', '~a/g/1 3', '~h 1'],
      ['a/b/f +0 -0 ~1 4', 'a/g +0 -0 ~1 3', 'a/b/c +0 -0 ~2 2', ' +0 -0 ~1 1'],
    ],
    ['leave folders out that hold none', ['~a/'], []],
    ['of nothing are none', [], []],
  ] as const)('%s', ([, texts, expected]) => {
    expect(told(...texts.map((text) => text.replace(/\/$/, '')))).toEqual(expected);
  });
});

describe('layers', () => {
  const layers = (text: string) =>
    [...text].map((sign) => ({ diffId: sign, instruction: sign.toLowerCase() }));
  const told = (a: string, b: string) =>
    compareLayers(layers(a), layers(b)).map(
      ({ state, before, after }) => `${state} ${before ?? '-'}${after ?? '-'}`,
    );

  test.for([
    ['the same', 'ab', 'ab', ['same 00', 'same 11']],
    ['of one instruction are the same layer, changed', 'ab', 'aB', ['same 00', 'changed 11']],
    ['that came between', 'ac', 'abc', ['same 00', 'added -1', 'same 12']],
    ['that went', 'abc', 'c', ['removed 0-', 'removed 1-', 'same 20']],
    ['in another order', 'ab', 'ba', ['removed 0-', 'same 10', 'added -1']],
    ['changed, with new ones before', 'ab', 'axB', ['same 00', 'added -1', 'changed 12']],
    ['of nothing', '', 'a', ['added -0']],
  ] as const)('%s', ([, a, b, expected]) => {
    expect(told(a, b)).toEqual(expected);
  });
});

describe('where contents of one size differ first', () => {
  test.for([
    ['at the beginning', 'abc', 'xbc', { offset: 0, length: 1, before: 'a', after: 'x' }],
    [
      'in the middle, up to what is the same again',
      'abcdef',
      'aXYdeZ',
      { offset: 1, length: 2, before: 'bc', after: 'XY' },
    ],
    ['to the end', 'abc', 'aXY', { offset: 1, length: 2, before: 'bc', after: 'XY' }],
    ['in what is no text', 'a\0', 'ab', { offset: 1, length: 1, before: null, after: 'b' }],
    ['nowhere', 'abc', 'abc', undefined],
  ] as const)('%s', ([, a, b, expected]) => {
    expect(firstDifference(Buffer.from(a), Buffer.from(b))).toEqual(expected);
  });
});

test('packages are told by version, the heaviest change first', () => {
  const one = (name: string, version: string, bytes: number): ImagePackage => {
    return { type: 'deb', name, version, bytes, files: 1, layer: 1, notedIn: '' };
  };

  const changes = comparePackages(
    [one('a', '1', 10), one('b', '1', 10), one('c', '1', 10), one('e', '1', 1)],
    [one('a', '1', 99), one('b', '2', 15), one('d', '1', 20), one('e', '1', 1), one('e', '2', 1)],
  );

  expect(changes.map(({ name, state, before, after, bytes }) => [name, state, before, after, bytes])).toEqual(
    [
      ['d', 'added', [], ['1'], 20],
      ['c', 'removed', ['1'], [], -10],
      ['b', 'changed', ['1'], ['2'], 5],
      ['e', 'changed', ['1'], ['1', '2'], 1],
    ],
  );
});
