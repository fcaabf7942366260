import { bytesText, countText, modeText, plain, shorten, type Terminal, widthOf } from '../format.ts';
import type { TreeState } from './tree-state.ts';
import type { TreeRow, ViewNode } from './tree-view.ts';

/** Rows of the screen that are not the tree: a heading, the line about the selected file, the keys. */
export const FRAME_ROWS = 3;

/** Below this many columns there is only room for size and name. */
const NARROW_COLUMNS = 50;

export interface TreeLabels {
  readonly title: string;
  /** What made each layer, lowest first. */
  readonly layers: readonly string[];
}

/** The screen as lines, none wider than the terminal, as many as it has rows. */
export function drawTree(state: TreeState, labels: TreeLabels, terminal: Terminal): string[] {
  const body = state.mode === 'help' ? HELP : treeLines(state, terminal);
  const padding = Array.from({ length: Math.max(0, state.height - body.length) }, () => '');
  const lines = [...body.slice(0, state.height), ...padding];
  return [
    terminal.paint('bold', shorten(heading(state, labels), terminal.columns)),
    ...lines.map((line) => shorten(line, terminal.columns)),
    terminal.paint('dim', shorten(about(state, labels), terminal.columns)),
    shorten(footer(state), terminal.columns),
  ].slice(0, state.height + FRAME_ROWS);
}

function heading({ view, filter, sort, layers }: TreeState, { title }: TreeLabels): string {
  const parts = [plain(title), bytesText(view.bytes), countText(view.files, 'file'), `by ${sort}`];
  if (filter.layer !== undefined) parts.push(`layer ${filter.layer + 1} of ${layers}`);
  if (filter.onlyChanged) parts.push('only changed and removed');
  if (filter.search !== '') parts.push(`with "${plain(filter.search)}"`);
  return parts.join(' · ');
}

function treeLines(state: TreeState, terminal: Terminal): string[] {
  if (state.rows.length === 0) return ['', `  ${nothing(state.filter)}`, '  Esc shows everything again'];
  const shown = state.rows.slice(state.top, state.top + state.height);
  return shown.map((row, index) => {
    const isSelected = state.top + index === state.cursor;
    const line = shorten(rowText(row, state, { columns: terminal.columns, isSelected }), terminal.columns);
    if (isSelected) {
      return terminal.paint('inverse', line + ' '.repeat(Math.max(0, terminal.columns - widthOf(line))));
    }
    const { change, type } = row.view.version;
    if (change === 'removed') return terminal.paint('red', line);
    if (change === 'changed') return terminal.paint('yellow', line);
    return type === 'directory' ? terminal.paint('cyan', line) : line;
  });
}

function nothing({ search, layer, onlyChanged }: TreeState['filter']): string {
  if (search !== '') return `no path with "${plain(search)}"`;
  if (!onlyChanged) return 'nothing here';
  return layer === undefined
    ? 'no layer changes or removes anything of the layers below'
    : `layer ${layer + 1} changes and removes nothing of the layers below`;
}

function rowText(
  { view, depth, isOpen }: TreeRow,
  state: TreeState,
  { columns, isSelected }: { columns: number; isSelected: boolean },
): string {
  const { version } = view;
  const marker = isSelected ? '›' : ' ';
  // A removed file weighs nothing in its folder, but says itself what it weighs below.
  const bytes = version.change === 'removed' && view.bytes === 0 ? version.size : view.bytes;
  const size = bytesText(bytes).padStart(9);
  const sign = view.children.length === 0 ? ' ' : isOpen ? '▾' : '▸';
  const name = `${'  '.repeat(depth)}${sign} ${nodeName(view)}`;
  if (columns < NARROW_COLUMNS) return `${marker}${size} ${name}`;
  const share = state.view.bytes === 0 ? 0 : Math.round((view.bytes / state.view.bytes) * 100);
  const layer = version.type === 'directory' ? '' : String(version.layer + 1);
  return `${marker}${size} ${`${share}%`.padStart(4)} ${layer.padStart(3)}  ${name}`;
}

/** With a sign for what it is, as `ls -F` has it, and the target of a link. */
export function nodeName({ node: { name }, version: { type, link, change } }: ViewNode): string {
  const removed = change === 'removed' ? ' (removed)' : '';
  if (type === 'directory') return `${plain(name)}/${removed}`;
  if (type === 'symlink') return `${plain(name)} → ${plain(link ?? '')}${removed}`;
  if (type === 'file')
    return `${plain(name)}${link === undefined ? '' : ` = ${plain(`/${link}`)}`}${removed}`;
  return `${plain(name)} (${type})${removed}`;
}

function about({ rows, cursor }: TreeState, { layers }: TreeLabels): string {
  const row = rows[cursor];
  if (!row) return '';
  const { type, mode, uid, gid, layer, change } = row.view.version;
  const label = plain(layers[layer] ?? '');
  const made = `${change} in layer ${layer + 1}${label === '' ? '' : ` · ${label}`}`;
  return [`/${plain(row.view.node.path)}`, `${type} ${modeText(mode)} ${uid}:${gid}`, made].join(' · ');
}

function footer({ mode, filter }: TreeState): string {
  if (mode === 'search') return `/${plain(filter.search)}▏  Enter keeps it, Esc drops it`;
  if (mode === 'help') return 'any key goes back';
  return '↑↓ move  Enter open  / search  s sort  l layer  f changed  ? help  q quit';
}

const HELP: readonly string[] = [
  '',
  '  ↑ ↓  k j          one row up or down',
  '  PgUp PgDn Space   one page',
  '  Home End  g G     to the first or last row',
  '  Enter             open or close a folder',
  '  → ←               open, or go in; close, or go to the folder above',
  '  /                 show only paths that hold a text',
  '  s                 sort by size or by name',
  '  l L               only what the next layer holds; the one before',
  '  f                 only what a layer changed (yellow) or removed (red)',
  '                    of the layers below',
  '  Esc               show everything again',
  '  q  Ctrl-C         leave',
  '',
  '  A row: size, share of all that is shown, layer, name.',
  '  What was removed still weighs in the layer below: its size says how much.',
];
