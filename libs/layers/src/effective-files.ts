import { posix } from 'node:path';
import type { FileType, ImageContents, LayerEntry } from './image-contents.ts';

const { basename, dirname, join } = posix;

/** A file as a container sees it. */
export interface EffectiveFile extends Omit<LayerEntry, 'type'> {
  /** A hard link is a file like the one it stands for, with that one's size, and `link` tells its path. */
  readonly type: FileType;
  /** Index of the layer it comes from. */
  readonly layer: number;
}

interface Node {
  file: EffectiveFile;
  readonly children: Map<string, Node>;
}

/** The files of an image after every layer is laid over those below, by path, in the order of their names. */
export function effectiveFiles({
  layers,
}: Pick<ImageContents, 'layers'>): ReadonlyMap<string, EffectiveFile> {
  const root = unnamedFolder('', 0);
  for (const [layer, { entries }] of layers.entries()) {
    // A whiteout concerns the layers below, wherever it stands in its own.
    for (const { path, type } of entries) {
      if (type === 'whiteout') remove(root, path);
      if (type === 'opaque') find(root, path)?.children.clear();
    }
    for (const entry of entries) put(root, entry, layer);
  }
  return new Map(list(root));
}

function put(root: Node, entry: LayerEntry, layer: number): void {
  const { type, path } = entry;
  if (type === 'whiteout' || type === 'opaque') return;
  const node = make(root, path, layer);
  if (type !== 'directory') node.children.clear(); // a file in the place of a folder
  if (type === 'hardlink') {
    const target = find(root, entry.link ?? '')?.file;
    node.file = { ...entry, type: target?.type ?? 'file', size: target?.size ?? 0, layer };
  } else {
    node.file = { ...entry, type, layer };
  }
}

function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const name of path === '' ? [] : path.split('/')) node = node?.children.get(name);
  return node;
}

function make(root: Node, path: string, layer: number): Node {
  let node = root;
  for (const name of path.split('/')) {
    const child = node.children.get(name) ?? unnamedFolder(join(node.file.path, name), layer);
    node.children.set(name, child);
    node = child;
  }
  return node;
}

/** A layer may hold a file and not the folders above it: an engine then makes them like this. */
function unnamedFolder(path: string, layer: number): Node {
  const file = { path, type: 'directory', size: 0, mode: 0o755, uid: 0, gid: 0, layer } as const;
  return { file, children: new Map() };
}

function remove(root: Node, path: string): void {
  const folder = dirname(path);
  find(root, folder === '.' ? '' : folder)?.children.delete(basename(path));
}

function* list(folder: Node): Generator<[string, EffectiveFile]> {
  for (const [, child] of [...folder.children].sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield [child.file.path, child.file];
    yield* list(child);
  }
}
