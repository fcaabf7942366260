import type { GeneratedImage, Layer, Step } from './model.ts';

/** What a container finds at a path. Names of one file have the same node. */
interface Node {
  step: Exclude<Step, { readonly kind: 'removal' | 'hard link' }>;
  /** Whose bytes these are: a file that a layer brings again is another one. */
  readonly source: object;
}

export type Tree = Map<string, Node>;

/** Lays layers over each other, the plain way: a list of paths from which lines are struck and to which others are added. */
export function layOver(layers: readonly Layer[]): Tree {
  const tree: Tree = new Map();
  for (const layer of layers) addLayer(tree, layer);
  return tree;
}

export function addLayer(tree: Tree, layer: Layer): void {
  const own = new Map<string, Node>(); // of this layer, for its hard links
  for (const step of layer) {
    if (step.kind === 'removal') {
      strike(tree, step.path, { itself: true });
      continue;
    }
    addFolders(tree, step.path);
    const node = step.kind === 'hard link' ? linked(own, step) : { step, source: {} };
    const isFolder = node.step.kind === 'folder';
    if (!isFolder || (node.step.kind === 'folder' && node.step.isOpaque))
      strike(tree, step.path, { itself: false });
    tree.set(step.path, node);
    own.set(step.path, node);
  }
}

/** The file that has a further name now. It is given to the owner that comes with that, and loses its capabilities. */
function linked(own: ReadonlyMap<string, Node>, link: Extract<Step, { readonly kind: 'hard link' }>): Node {
  const node = own.get(link.target);
  if (node?.step.kind !== 'file') throw new Error(`there is no file at ${link.target}`);
  const { mode, uid, gid, time, attributes } = link;
  const { [CAPABILITIES]: _, ...others } = node.step.attributes;
  node.step = { ...node.step, mode, uid, gid, time, attributes: { ...others, ...attributes } };
  return node;
}

const CAPABILITIES = 'security.capability';
const PLAIN_FOLDER = {
  kind: 'folder',
  mode: 0o755,
  uid: 0,
  gid: 0,
  time: 0,
  attributes: {},
  isOpaque: false,
} as const;

/** What a layer puts into a folder that nobody made is in one that an engine makes. */
function addFolders(tree: Tree, path: string): void {
  const names = path.split('/').slice(0, -1);
  for (const index of names.keys()) {
    const folder = names.slice(0, index + 1).join('/');
    const above = tree.get(names.slice(0, index).join('/'))?.step;
    // Linux gives what is made in a setgid folder to its group.
    const gid = above?.kind === 'folder' && (above.mode & 0o2000) !== 0 ? above.gid : 0;
    if (tree.get(folder)?.step.kind !== 'folder')
      tree.set(folder, { step: { ...PLAIN_FOLDER, path: folder, gid }, source: {} });
  }
}

function strike(tree: Tree, path: string, { itself }: { readonly itself: boolean }): void {
  for (const one of tree.keys()) if ((itself && one === path) || one.startsWith(`${path}/`)) tree.delete(one);
}

/** Bytes of files in all layers, and of those that no container can reach. */
export function countBytes({ layers }: GeneratedImage): {
  readonly unpacked: number;
  readonly wasted: number;
} {
  const tree = layOver(layers);
  const sizeOf = (step: Step) => (step.kind === 'file' ? Buffer.byteLength(step.content) : 0);
  const unpacked = layers.flat().reduce((sum, step) => sum + sizeOf(step), 0);
  const reached = new Map([...tree.values()].map(({ source, step }) => [source, sizeOf(step)]));
  return { unpacked, wasted: unpacked - [...reached.values()].reduce((sum, size) => sum + size, 0) };
}
