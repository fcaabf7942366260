import type { ImageContents, LayerEntry } from '@drydock/layers';

/** A file or folder of an image, with all that its layers ever made of it. */
export interface TreeNode {
  readonly name: string;
  /** Without a leading slash; empty for the root. */
  readonly path: string;
  /** Oldest first; the last one is what a container sees, unless it was removed. */
  readonly versions: readonly [FileVersion, ...FileVersion[]];
  readonly children: readonly TreeNode[];
}

/** What one layer made of a file. */
export interface FileVersion {
  /** Index of the layer. */
  readonly layer: number;
  /** What it did to the layers below it. */
  readonly change: 'added' | 'changed' | 'removed';
  /** A hard link has the type of what it stands for, and no size. */
  readonly type: Exclude<LayerEntry['type'], 'hardlink' | 'whiteout' | 'opaque'>;
  /** Of one that was removed: what it still weighs in the layer below. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly link?: string | undefined;
}

interface Growing {
  readonly name: string;
  readonly path: string;
  readonly versions: FileVersion[];
  /** Layer of the first entry below it: a layer may hold a file and not the folders above it. */
  readonly firstLayer: number;
  readonly children: Map<string, Growing>;
}

/** All files of an image, also those that a later layer removed, as a tree. */
export function fileTree({ layers }: Pick<ImageContents, 'layers'>): TreeNode {
  const root = newNode('', '', 0);
  for (const [layer, { entries }] of layers.entries()) {
    // What a layer removes it removes from those below, wherever the entry stands.
    for (const { path, type } of entries) {
      const found = type === 'whiteout' || type === 'opaque' ? find(root, path) : undefined;
      if (found && type === 'whiteout') removeAll(found, layer);
      if (found && type === 'opaque') removeChildren(found, layer);
    }
    for (const entry of entries) put(root, entry, layer);
  }
  return finished(root);
}

function put(root: Growing, entry: LayerEntry, layer: number): void {
  const { path, mode, uid, gid, link, size } = entry;
  if (entry.type === 'whiteout' || entry.type === 'opaque') return;
  const node = make(root, path, layer);
  if (entry.type !== 'directory') removeChildren(node, layer);
  const target = entry.type === 'hardlink' ? find(root, link ?? '')?.versions.at(-1)?.type : undefined;
  const type = entry.type === 'hardlink' ? (target ?? 'file') : entry.type;
  const last = node.versions.at(-1);
  // A folder comes again with each layer that changes something in it: that alone is no change.
  const isAgain = last?.change !== 'removed' && last?.type === 'directory' && type === 'directory';
  if (isAgain && last.mode === mode && last.uid === uid && last.gid === gid) return;
  if (last?.layer === layer) node.versions.pop();
  const change = node.versions.length === 0 && last?.change !== 'removed' ? 'added' : 'changed';
  node.versions.push({ layer, change, type, size, mode, uid, gid, link });
}

function make(root: Growing, path: string, layer: number): Growing {
  let node = root;
  for (const name of path.split('/')) {
    const child =
      node.children.get(name) ?? newNode(name, node.path === '' ? name : `${node.path}/${name}`, layer);
    node.children.set(name, child);
    node = child;
  }
  return node;
}

function removeAll(node: Growing, layer: number): void {
  const last = node.versions.at(-1);
  if (last && last.change !== 'removed') node.versions.push({ ...last, layer, change: 'removed' });
  removeChildren(node, layer);
}

function removeChildren({ children }: Growing, layer: number): void {
  for (const child of children.values()) removeAll(child, layer);
}

function find(root: Growing, path: string): Growing | undefined {
  let node: Growing | undefined = root;
  for (const name of path === '' ? [] : path.split('/')) node = node?.children.get(name);
  return node;
}

function newNode(name: string, path: string, firstLayer: number): Growing {
  return { name, path, versions: [], firstLayer, children: new Map() };
}

/** A folder that no layer names: an engine then makes it like this. */
function unnamed({ firstLayer }: Growing): FileVersion {
  return { layer: firstLayer, change: 'added', type: 'directory', size: 0, mode: 0o755, uid: 0, gid: 0 };
}

function finished(node: Growing): TreeNode {
  const { name, path, versions, children } = node;
  const [first = unnamed(node), ...later] = versions;
  return { name, path, versions: [first, ...later], children: [...children.values()].map(finished) };
}
