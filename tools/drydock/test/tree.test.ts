// Proves that the tree of an image says what is in it and what its layers changed, and obeys every key.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Terminal } from '../src/image/format.ts';
import { widthOf } from '../src/image/format.ts';
import { drawTree } from '../src/image/tree/draw-tree.ts';
import { fileTree } from '../src/image/tree/file-tree.ts';
import { plainTree } from '../src/image/tree/plain-tree.ts';
import { pressKey, resizeTree, startTree, type TreeState } from '../src/image/tree/tree-state.ts';
import { layersOf } from './layers.ts';

const image = layersOf(
  ['bin/', 'bin/sh 900', 'usr/', 'usr/lib/', 'usr/lib/a.so 5000', 'usr/lib/b.so 100', 'zero 1'],
  ['usr/lib/b.so 300', '-bin/sh', 'app/main 40', 'usr/', 'usr/lib/'],
);

const PLAIN: Terminal = { columns: 80, paint: (_, text) => text };
const LABELS = { title: 'shop/app:1', layers: ['Dockerfile:1 COPY a', 'Dockerfile:2 COPY b'] };

const start = (height = 20) => startTree(fileTree(image), { layers: 2, height });
const press = (state: TreeState, ...keys: readonly string[]) =>
  keys.reduce((now, key) => pressKey(now, keyOf(key)), state);

/** `s`, `down`, `C-c`, as readline names them. */
function keyOf(key: string) {
  if (key.startsWith('C-')) return { name: key.slice(2), ctrl: true, sequence: '\x03' };
  return key.length > 1 ? { name: key, sequence: '\x1b[x' } : { name: key.toLowerCase(), sequence: key };
}

const paths = ({ rows }: TreeState) => rows.map(({ view }) => view.node.path);
const selected = ({ rows, cursor }: TreeState) => rows[cursor]?.view.node.path;

describe('the tree', () => {
  test('shows folders with the sum of what a container sees in them, biggest first', () => {
    expect(start().rows.map(({ view }) => `${view.node.path} ${view.bytes} ${view.files}`)).toEqual([
      'usr 5300 2',
      'app 40 1',
      'zero 1 1',
      'bin 0 0',
    ]);
  });

  test('opens and closes folders, and stays where it was', () => {
    const opened = press(start(), 'return', 'right', 'right');

    expect(paths(opened)).toEqual(['usr', 'usr/lib', 'usr/lib/a.so', 'usr/lib/b.so', 'app', 'zero', 'bin']);
    expect(selected(opened)).toBe('usr/lib');
    expect(selected(press(opened, 'down', 'down', 'left'))).toBe('usr/lib');
    expect(paths(press(opened, 'left', 'left', 'return'))).toEqual(['usr', 'app', 'zero', 'bin']);
  });

  test.for([
    [['end'], 'bin'],
    [['G', 'k'], 'zero'],
    [['end', 'home'], 'usr'],
    [['up'], 'usr'],
    [['j', 'j', 'j', 'j', 'j'], 'bin'],
    [['pagedown'], 'bin'],
    [['s', 'home'], 'app'],
    [['s', 'end'], 'zero'],
    [['x', 'tab'], 'usr'],
  ] as const)('keys %j lead to %s', ([keys, path]) => {
    expect(selected(press(start(), ...keys))).toBe(path);
  });

  test('a layer shows what it brought and removed, and after the last one comes everything', () => {
    const first = press(start(), 'l');
    const second = press(first, 'l');

    expect(paths(first)).toEqual(['usr', 'bin', 'zero']);
    expect(first.view.bytes).toBe(6001);
    expect(paths(second)).toEqual(['usr', 'app', 'bin']);
    expect(second.view.bytes).toBe(340);
    expect(paths(press(second, 'l'))).toEqual(paths(start()));
    expect(paths(press(start(), 'L'))).toEqual(paths(second));
  });

  test('changes are what a layer replaced or removed, with the bytes that still travel', () => {
    const changed = press(start(), 'f');

    expect(changed.rows.map(({ view }) => `${view.node.path} ${view.bytes}`)).toEqual(['bin 900', 'usr 300']);
    expect(press(changed, 'home', 'return').rows[1]?.view).toMatchObject({
      node: { path: 'bin/sh' },
      version: { change: 'removed', layer: 1 },
    });
  });

  test('a search opens what holds it, and Esc closes that again', () => {
    const typing = press(start(), '/', 'B', '.', 's', 'o');
    const kept = press(typing, 'return');

    expect(paths(typing)).toEqual(['usr', 'usr/lib', 'usr/lib/b.so']);
    expect(typing.mode).toBe('search');
    expect(paths(press(typing, 'backspace', 'backspace', 'backspace'))).toContain('usr/lib/b.so');
    expect(press(kept, 's').filter.search).toBe('B.so');
    expect(paths(press(typing, 'escape'))).toEqual(paths(start()));
    expect(paths(press(kept, 'escape'))).toEqual(paths(start()));
  });

  test('a search for q does not leave', () => {
    const typing = press(start(), '/', 'q');

    expect(typing.isDone).toBe(false);
    expect(paths(typing)).toEqual([]);
    expect(press(typing, 'return', 'return', 'right', 'left', 'down').isDone).toBe(false);
  });

  test.for([['q'], ['C-c']] as const)('%s leaves', ([key]) => {
    expect(press(start(), key).isDone).toBe(true);
  });

  test('Ctrl-C leaves from a search and from the help too', () => {
    expect(press(start(), '/', 'a', 'C-c').isDone).toBe(true);
    expect(press(start(), '?', 'C-c').isDone).toBe(true);
  });

  test('scrolls so that the selected row is on the screen, also after the window has changed', () => {
    const low = press(start(2), 'end');

    expect([low.top, low.cursor]).toEqual([2, 3]);
    expect(press(low, 'home').top).toBe(0);
    expect(resizeTree(low, 1).top).toBe(3);
    expect(resizeTree(low, 10).top).toBe(0);
    expect(resizeTree(low, -5).height).toBe(1);
  });
});

describe('the tree of odd layers', () => {
  const nodes = (...layers: readonly (readonly string[])[]) => {
    const found: string[] = [];
    const list = (node: ReturnType<typeof fileTree>) => {
      for (const child of node.children) {
        const { type, change, layer } = child.versions.at(-1) ?? child.versions[0];
        found.push(`${child.path} ${type} ${change} ${layer}`);
        list(child);
      }
    };
    list(fileTree(layersOf(...layers)));
    return found;
  };

  test.for([
    [
      'a file in the place of a folder',
      [['a/', 'a/b 1'], ['a 2']],
      ['a file changed 1', 'a/b file removed 1'],
    ],
    ['a file removed and made again', [['a 1'], ['-a'], ['a 1']], ['a file changed 2']],
    ['a file made anew in the layer that removes it', [['a 1'], ['a 2', '-a']], ['a file changed 1']],
    ['a folder that nobody names', [['a/b 1']], ['a directory added 0', 'a/b file added 0']],
    ['a removed folder', [['a/', 'a/b 1'], ['-a']], ['a directory removed 1', 'a/b file removed 1']],
    ['what was never there', [['a 1'], ['-b/c']], ['a file added 0']],
    ['a folder that only comes again', [['a/'], ['a/']], ['a directory added 0']],
  ] as const)('%s', ([, layers, expected]) => {
    expect(nodes(...layers)).toEqual(expected);
  });
});

describe('the screen', () => {
  test('has heading, rows, the selected file and the keys', () => {
    const lines = drawTree(press(start(6), 'f', 'home', 'return', 'down'), LABELS, PLAIN);

    expect(lines).toEqual([
      'shop/app:1 · 1.2 kB · 2 files · by size · only changed and removed',
      '     900 B  75%      ▾ bin/',
      `${'›    900 B  75%   2      sh (removed)'.padEnd(80)}`,
      '     300 B  25%      ▸ usr/',
      '',
      '',
      '',
      '/bin/sh · file rw-r--r-- 0:0 · removed in layer 2 · Dockerfile:2 COPY b',
      '↑↓ move  Enter open  / search  s sort  l layer  f changed  ? help  q quit',
    ]);
  });

  test.for([10, 20, 40, 60, 200])('is never wider than %i columns, nor higher than the window', (columns) => {
    for (const keys of [[], ['?'], ['/', 'b'], ['return', 'right', 'right']]) {
      const lines = drawTree(press(start(4), ...keys), LABELS, { ...PLAIN, columns });

      expect(lines).toHaveLength(7);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
    }
  });

  test('lets no name of a file act on the terminal', () => {
    const evil = layersOf(['a\x1b[2J\n\x9b1m\u202egnp.exe 1']);
    const state = startTree(fileTree(evil), { layers: 1, height: 3 });

    const text = drawTree(state, LABELS, PLAIN).join('\n');

    expect(text).toContain(String.raw`a\x1b[2J\x0a\x9b1m\u202egnp.exe`);
    expect(stripVTControlCharacters(text)).toBe(text);
  });

  test.for([
    ['/#', 'no path with "#"'],
    ['fl', 'layer 1 changes and removes nothing of the layers below'],
  ] as const)('says so when nothing passes the filter of %s', ([keys, text]) => {
    expect(drawTree(press(start(), ...keys), LABELS, PLAIN)[2]).toContain(text);
  });

  test('a tree that goes to a file is indented and ends at the third folder', () => {
    const deep = layersOf(['a/b/c/d/e 7', 'x 3']);

    expect(plainTree(deep, PLAIN)).toEqual([
      '     10 B  /',
      '      7 B    a/',
      '      7 B      b/',
      '      7 B        c/',
      '      3 B    x',
    ]);
  });
});
