import type { Key } from '../../terminal/open-screen.ts';
import type { TreeNode } from './file-tree.ts';
import {
  EVERYTHING,
  foldersOf,
  type SortOrder,
  type TreeFilter,
  type TreeRow,
  type ViewNode,
  viewTree,
  visibleRows,
} from './tree-view.ts';

export interface TreeState {
  readonly root: TreeNode;
  /** How many layers there are. */
  readonly layers: number;
  readonly filter: TreeFilter;
  readonly sort: SortOrder;
  readonly open: ReadonlySet<string>;
  /** What was open before a search opened more. */
  readonly openBefore: ReadonlySet<string>;
  /** Index of the selected row. */
  readonly cursor: number;
  /** Index of the first row that is on the screen. */
  readonly top: number;
  /** How many rows fit. */
  readonly height: number;
  readonly mode: 'walk' | 'search' | 'help';
  readonly isDone: boolean;
  /** What follows from the rest: kept, because a big image has many files. */
  readonly view: ViewNode;
  readonly rows: readonly TreeRow[];
}

export function startTree(root: TreeNode, { layers, height }: { layers: number; height: number }): TreeState {
  const view = viewTree(root, EVERYTHING, 'size');
  const open: ReadonlySet<string> = new Set();
  const choices = { filter: EVERYTHING, sort: 'size', mode: 'walk' } as const;
  const place = { cursor: 0, top: 0, height, isDone: false };
  return { root, layers, ...choices, open, openBefore: open, ...place, view, rows: visibleRows(view, open) };
}

/** The state after a key. Keys that mean nothing change nothing. */
export function pressKey(state: TreeState, key: Key): TreeState {
  if (key.ctrl && key.name === 'c') return { ...state, isDone: true };
  if (state.mode === 'help') return { ...state, mode: 'walk' };
  return state.mode === 'search' ? pressInSearch(state, key) : (KEYS[nameOf(key)]?.(state) ?? state);
}

export function resizeTree(state: TreeState, height: number): TreeState {
  return scrolled({ ...state, height: Math.max(1, height) });
}

/** A key by its name, or by its sign where only that tells `?`, `/` or a capital. */
function nameOf({ name, sequence = '' }: Key): string {
  return /^[?/A-Z]$/.test(sequence) ? sequence : (name ?? sequence);
}

const KEYS: Readonly<Record<string, (state: TreeState) => TreeState>> = {
  up: (state) => move(state, -1),
  k: (state) => move(state, -1),
  down: (state) => move(state, 1),
  j: (state) => move(state, 1),
  pageup: (state) => move(state, -state.height),
  pagedown: (state) => move(state, state.height),
  space: (state) => move(state, state.height),
  home: (state) => move(state, -Infinity),
  g: (state) => move(state, -Infinity),
  end: (state) => move(state, Infinity),
  G: (state) => move(state, Infinity),
  right: openOrEnter,
  left: closeOrLeave,
  return: toggle,
  enter: toggle,
  s: (state) => shown(state, { sort: state.sort === 'size' ? 'name' : 'size' }),
  l: (state) => shown(state, { filter: { ...state.filter, layer: nextLayer(state, 1) } }),
  L: (state) => shown(state, { filter: { ...state.filter, layer: nextLayer(state, -1) } }),
  f: (state) => shown(state, { filter: { ...state.filter, onlyChanged: !state.filter.onlyChanged } }),
  '/': (state) => ({
    ...state,
    mode: 'search',
    openBefore: state.filter.search ? state.openBefore : state.open,
  }),
  escape: (state) =>
    shown(state, { filter: EVERYTHING, open: state.filter.search ? state.openBefore : state.open }),
  '?': (state) => ({ ...state, mode: 'help' }),
  q: (state) => ({ ...state, isDone: true }),
};

function pressInSearch(state: TreeState, key: Key): TreeState {
  const { search } = state.filter;
  if (key.name === 'return' || key.name === 'enter') return { ...state, mode: 'walk' };
  if (key.name === 'escape') return { ...searched(state, ''), mode: 'walk' };
  if (key.name === 'up' || key.name === 'down')
    return { ...move(state, key.name === 'up' ? -1 : 1), mode: 'walk' };
  if (key.name === 'backspace') return searched(state, [...search].slice(0, -1).join(''));
  const sign = key.ctrl ? '' : (key.sequence ?? '');
  return /^\P{C}+$/u.test(sign) ? searched(state, search + sign) : state;
}

/** What is found is shown, however deep it is. */
function searched(state: TreeState, search: string): TreeState {
  const filter = { ...state.filter, search };
  if (search === '') return shown(state, { filter, open: state.openBefore });
  const open = new Set(foldersOf(viewTree(state.root, filter, state.sort)));
  return { ...shown(state, { filter, open }), cursor: 0, top: 0 };
}

/** All layers, then one after the other. */
function nextLayer({ filter: { layer }, layers }: TreeState, step: 1 | -1): number | undefined {
  const next = ((layer ?? -1) + 1 + step + layers + 1) % (layers + 1);
  return next === 0 ? undefined : next - 1;
}

function openOrEnter(state: TreeState): TreeState {
  const row = state.rows[state.cursor];
  if (!row || row.view.children.length === 0) return state;
  return row.isOpen ? move(state, 1) : toggle(state);
}

function closeOrLeave(state: TreeState): TreeState {
  const row = state.rows[state.cursor];
  if (!row) return state;
  if (row.isOpen) return toggle(state);
  const parent = state.rows.findLastIndex(({ depth }, index) => index < state.cursor && depth < row.depth);
  return parent < 0 ? state : move(state, parent - state.cursor);
}

function toggle(state: TreeState): TreeState {
  const row = state.rows[state.cursor];
  if (!row || row.view.children.length === 0) return state;
  const open = new Set(state.open);
  if (!open.delete(row.view.node.path)) open.add(row.view.node.path);
  return shown(state, { open });
}

type Choices = Partial<Pick<TreeState, 'filter' | 'sort' | 'open'>>;

/** Works out what is to be seen, and stays on the row that was selected, or on the nearest folder above it. */
function shown(state: TreeState, changed: Choices): TreeState {
  const next = { ...state, ...changed };
  const isSameView = next.filter === state.filter && next.sort === state.sort;
  const view = isSameView ? state.view : viewTree(next.root, next.filter, next.sort);
  const rows = visibleRows(view, next.open);
  const indexes = new Map(rows.map((row, index) => [row.view.node.path, index]));
  let path = state.rows[state.cursor]?.view.node.path ?? '';
  while (path !== '' && !indexes.has(path)) path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return scrolled({ ...next, view, rows, cursor: indexes.get(path) ?? 0 });
}

function move(state: TreeState, by: number): TreeState {
  return scrolled({ ...state, cursor: state.cursor + by });
}

/** The cursor stays on a row, and the row on the screen. */
function scrolled(state: TreeState): TreeState {
  const { rows, height } = state;
  const cursor = Math.min(Math.max(state.cursor, 0), Math.max(0, rows.length - 1));
  const lowest = Math.max(0, rows.length - height);
  const top = Math.min(Math.max(Math.min(state.top, cursor), cursor - height + 1), lowest);
  return { ...state, cursor, top };
}
