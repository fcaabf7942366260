import type { FileChange } from './compare-files.ts';

/** All that changed below a folder. */
export interface FolderChange {
  /** Without a leading slash; empty for the root. */
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly bytes: number;
}

interface Folder {
  readonly path: string;
  readonly changes: FileChange[];
  readonly folders: Map<string, Folder>;
}

const DEPTH = 3;

/**
 * Changes summed up by folder, the biggest difference first. A folder that holds nothing but one other with
 * changes gives way to that one; none is told deeper than it takes to see where the changes are.
 */
export function rollUp(changes: readonly FileChange[]): FolderChange[] {
  const root: Folder = { path: '', changes: [], folders: new Map() };
  for (const change of changes) {
    let folder = root;
    folder.changes.push(change);
    for (const name of change.path.split('/').slice(0, -1)) {
      const path = folder.path === '' ? name : `${folder.path}/${name}`;
      const next: Folder = folder.folders.get(name) ?? { path, changes: [], folders: new Map() };
      folder.folders.set(name, next);
      next.changes.push(change);
      folder = next;
    }
  }
  const heaviest = (a: FolderChange, b: FolderChange) =>
    Math.abs(b.bytes) - Math.abs(a.bytes) || (a.path < b.path ? -1 : 1);
  const told = ({ added, removed, changed }: FolderChange) => added + removed + changed > 0;
  return summaries(root, 0).filter(told).sort(heaviest);
}

function summaries(folder: Folder, depth: number): FolderChange[] {
  const { path, changes } = folder;
  const below = [...folder.folders.values()];
  const [only] = below;
  if (only && changes.every((change) => isIn(change.path, only.path))) return summaries(only, depth);
  const [first] = changes;
  const isWhole = first?.state !== 'changed' && changes.every(({ state }) => state === first?.state);
  if (below.length === 0 || depth >= DEPTH || (isWhole && depth > 0)) return [summary(path, changes)];
  const own = changes.filter((change) => !below.some((each) => isIn(change.path, each.path)));
  const deeper = below.flatMap((each) => summaries(each, depth + 1));
  return own.length === 0 ? deeper : [...deeper, summary(path, own)];
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function summary(path: string, changes: readonly FileChange[]): FolderChange {
  const files = changes.filter(({ before, after }) => (after ?? before)?.type !== 'directory');
  const count = (state: FileChange['state']) => files.filter((change) => change.state === state).length;
  const bytes = changes.reduce((sum, change) => sum + change.bytes, 0);
  return { path, added: count('added'), removed: count('removed'), changed: count('changed'), bytes };
}
