// Proves that bytes which no container can see are counted, and no others.
import { describe, expect, test } from 'vitest';
import type { Layer, LayerEntry } from '../src/index.ts';
import { wastedBytes } from '../src/index.ts';

const file = (path: string, size = 1, digest?: string): LayerEntry => ({
  ...{ path, type: 'file', size, mode: 0o644, uid: 0, gid: 0 },
  ...(digest !== undefined && { digest }),
});
const special = (type: LayerEntry['type'], path: string, link?: string): LayerEntry => ({
  ...{ ...file(path, 0), type },
  ...(link !== undefined && { link }),
});
const folder = (path: string) => special('directory', path);
const gone = (path: string) => special('whiteout', path);
const opaque = (path: string) => special('opaque', path);
const name = (path: string, of: string) => special('hardlink', path, of);
const layer = (entries: readonly LayerEntry[]): Layer => ({
  ...{ digest: '', diffId: '', transferBytes: 0, entries },
  unpackedBytes: entries.reduce((sum, { size }) => sum + size, 0),
});
const wasted = (...layers: LayerEntry[][]) =>
  wastedBytes({ layers: layers.map(layer) }).files.map(
    ({ path, bytes, layer: own, how, lostIn }) => `${own} ${path} ${bytes} ${how} in ${lostIn}`,
  );

describe('waste', () => {
  test.for<[string, LayerEntry[][], string[]]>([
    ['is a file that is replaced', [[file('a', 5)], [file('a', 7)]], ['0 a 5 replaced in 1']],
    ['is a file that is removed', [[file('a', 5)], [gone('a')]], ['0 a 5 removed in 1']],
    [
      'is every copy but the last',
      [[file('a', 5)], [file('a', 6)], [file('a', 7)]],
      ['1 a 6 replaced in 2', '0 a 5 replaced in 1'],
    ],
    ['is what was in a removed folder', [[file('d/e/a', 5)], [gone('d')]], ['0 d/e/a 5 removed in 1']],
    [
      'is what an opaque folder hides',
      [
        [file('d/a', 5), file('e', 1)],
        [folder('d'), opaque('d'), file('d/b')],
      ],
      ['0 d/a 5 removed in 1'],
    ],
    ['is what an opaque root hides', [[file('d/a', 5)], [opaque(''), file('b')]], ['0 d/a 5 removed in 1']],
    [
      'is a file below one that takes the place of its folder',
      [[file('d/a', 5)], [file('d')]],
      ['0 d/a 5 removed in 1'],
    ],
    ['is a file in whose place a folder is', [[file('d', 5)], [folder('d')]], ['0 d 5 replaced in 1']],
    [
      'is a file in whose place a link is',
      [[file('d', 5)], [special('symlink', 'd', 'e')]],
      ['0 d 5 replaced in 1'],
    ],
    [
      'is the first of two copies with the same content',
      [[file('a', 5, 'x')], [{ ...file('a', 5, 'x'), mode: 0o755 }]],
      ['0 a 5 repeated in 1'],
    ],
    ['is what comes back', [[file('a', 5)], [gone('a')], [file('a', 6)]], ['0 a 5 removed in 1']],
    [
      'is what a layer removes and brings again',
      [[file('a', 5)], [gone('a'), file('a', 6)]],
      ['0 a 5 replaced in 1'],
    ],
    [
      'is a file of two names when both are gone',
      [[file('a', 5), name('b', 'a')], [gone('a')], [file('b', 1)]],
      ['0 a 5 replaced in 2'],
    ],
    ['is what a layer holds twice', [[file('a', 5), file('a', 6)]], ['0 a 5 replaced in undefined']],
  ])('%s', ([, layers, expected]) => {
    expect(wasted(...layers)).toEqual(expected);
  });

  test.for<[string, LayerEntry[][]]>([
    ['a file', [[file('a', 5)]]],
    ['a file of which one name of two is removed', [[file('a', 5), name('b', 'a')], [gone('a')]]],
    ['a file of which one name of two is replaced', [[file('a', 5), name('b', 'a')], [file('a', 6)]]],
    [
      'a file with a name of a name',
      [
        [file('a', 5), name('b', 'a'), name('c', 'b')],
        [gone('a'), gone('b')],
      ],
    ],
    ['a file that a later layer gives another name', [[file('a', 5)], [name('b', 'a')], [gone('a')]]],
    ['a folder that is said again', [[folder('d'), file('d/a', 5)], [{ ...folder('d'), mode: 0o700 }]]],
    ['an empty file', [[file('a', 0)], [gone('a')]]],
    ['a file that a whiteout of its own layer names', [[file('a', 5), gone('a')]]],
    ['what a removed name only begins', [[file('d/ab', 5)], [gone('d/a')]]],
    ['what is in a folder beside an opaque one', [[file('d2/a', 5)], [opaque('d')]]],
    ['a file that a removal came before', [[gone('a')], [file('a', 5)]]],
  ])('is not %s', ([, layers]) => {
    expect(wasted(...layers)).toEqual([]);
  });

  test('and what can be seen are all bytes together', () => {
    const layers = [
      [file('a', 5), file('b', 7), name('c', 'b')],
      [file('a', 11), gone('b')],
      [gone('c')],
    ].map(layer);

    expect(wastedBytes({ layers }).bytes).toBe(5 + 7);
  });
});
