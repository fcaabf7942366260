import type { FileVersion, TreeNode } from './file-tree.ts';

export interface TreeFilter {
  /** Index of the only layer whose files are wanted. */
  readonly layer: number | undefined;
  /** Only what a layer changed or removed of the layers below. */
  readonly onlyChanged: boolean;
  /** Part of a path; capitals do not matter. */
  readonly search: string;
}

export type SortOrder = 'size' | 'name';

/** A file or folder that passes the filter, and the sum of what is in it and does so too. */
export interface ViewNode {
  readonly node: TreeNode;
  /** What the filter is about: the last one without a filter. */
  readonly version: FileVersion;
  /** It passes by itself, not only for what is in it. */
  readonly isWanted: boolean;
  readonly bytes: number;
  readonly files: number;
  readonly children: readonly ViewNode[];
}

export const EVERYTHING: TreeFilter = { layer: undefined, onlyChanged: false, search: '' };

/** The part of a tree that passes a filter, each folder in order. The root is always there. */
export function viewTree(root: TreeNode, filter: TreeFilter, sort: SortOrder): ViewNode {
  const search = filter.search.toLowerCase();
  const order = sort === 'size' ? bySize : byName;
  const view = (node: TreeNode): ViewNode => {
    const wanted = node.path.toLowerCase().includes(search) ? wantedVersion(node, filter) : undefined;
    const version = wanted ?? latest(node);
    const children = node.children
      .map(view)
      .filter((child) => child.isWanted || child.children.length > 0)
      .sort(order);
    const isFile = wanted !== undefined && version.type !== 'directory';
    // What a layer removed is not in that layer; it only counts where the question is what changed.
    const weighs = isFile && (version.change !== 'removed' || filter.onlyChanged);
    return {
      node,
      version,
      isWanted: wanted !== undefined,
      bytes: children.reduce((sum, { bytes }) => sum + bytes, weighs ? version.size : 0),
      files: children.reduce((sum, { files }) => sum + files, isFile ? 1 : 0),
      children,
    };
  };
  return view(root);
}

function latest({ versions }: TreeNode): FileVersion {
  return versions.at(-1) ?? versions[0];
}

/** Without a filter the tree is what a container sees; what was removed shows where it is asked for. */
function wantedVersion(node: TreeNode, { layer, onlyChanged }: TreeFilter): FileVersion | undefined {
  if (layer === undefined && !onlyChanged) {
    return latest(node).change === 'removed' ? undefined : latest(node);
  }
  return node.versions.findLast((version) => {
    return (layer ?? version.layer) === version.layer && !(onlyChanged && version.change === 'added');
  });
}

function bySize(a: ViewNode, b: ViewNode): number {
  return b.bytes - a.bytes || byName(a, b);
}

function byName(a: ViewNode, b: ViewNode): number {
  return a.node.name < b.node.name ? -1 : 1;
}

export interface TreeRow {
  readonly view: ViewNode;
  readonly depth: number;
  readonly isOpen: boolean;
}

/** What is to be seen of a view when the folders of the given paths are open, from the top. */
export function visibleRows(view: ViewNode, open: ReadonlySet<string>): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (folder: ViewNode, depth: number) => {
    for (const child of folder.children) {
      const isOpen = open.has(child.node.path);
      rows.push({ view: child, depth, isOpen });
      if (isOpen) add(child, depth + 1);
    }
  };
  add(view, 0);
  return rows;
}

/** The paths of all folders of a view. */
export function foldersOf(view: ViewNode): string[] {
  return view.children.flatMap((child) =>
    child.children.length > 0 ? [child.node.path, ...foldersOf(child)] : [],
  );
}
