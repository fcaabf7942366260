import { posix } from 'node:path';
import type { FileType, ImageContents, LayerEntry } from './image-contents.ts';
import { plainPath } from './layer-entry.ts';

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
  /** The entry that brought its bytes, and the layer it is in: for a hard link, that of the file it is a name of. */
  content?: LayeredEntry | undefined;
  readonly children: Map<string, Node>;
}

interface LayeredEntry {
  readonly entry: LayerEntry;
  readonly layer: number;
  /** The last hard link to it in its layer. An engine gives the file what that says of owner, mode and time. */
  link?: LayerEntry | undefined;
}

/** The files of an image after every layer is laid over those below, by path, in the order of their names. */
export function effectiveFiles({
  layers,
}: Pick<ImageContents, 'layers'>): ReadonlyMap<string, EffectiveFile> {
  const root = merge(layers);
  settleNames(root);
  return new Map(list(root));
}

/**
 * Of each layer, the entries whose bytes a container can still reach, each by one name or more. All others that hold
 * bytes were replaced or removed. An image may hold the same layer twice: its lower copy is hidden by the upper one.
 */
export function reachableContents({
  layers,
}: Pick<ImageContents, 'layers'>): readonly ReadonlySet<LayerEntry>[] {
  const found = layers.map(() => new Set<LayerEntry>());
  const visit = ({ content, children }: Node) => {
    if (content) found[content.layer]?.add(content.entry);
    for (const child of children.values()) visit(child);
  };
  visit(merge(layers));
  return found;
}

function merge(layers: ImageContents['layers']): Node {
  const root = unnamedFolder('', 0);
  for (const [layer, { entries }] of layers.entries()) {
    // A whiteout concerns the layers below, wherever it stands in its own.
    for (const { path, type } of entries) {
      if (type === 'whiteout') remove(root, path);
      if (type === 'opaque') find(root, path)?.children.clear();
    }
    for (const entry of entries) put(root, entry, layer);
  }
  return root;
}

function put(root: Node, entry: LayerEntry, layer: number): void {
  const { type } = entry;
  if (type === 'whiteout' || type === 'opaque') return;
  const linked = type === 'hardlink' ? find(root, entry.link ?? '') : undefined;
  const target = linked?.file;
  const content = type === 'hardlink' ? linked?.content : { entry, layer };
  if (type === 'hardlink' && content?.layer === layer) content.link = entry;
  const node = make(root, entry.path, layer);
  if (type !== 'directory') node.children.clear(); // a file in the place of a folder
  node.content = content;
  const { path } = node.file;
  node.file =
    type === 'hardlink' ? { ...sameFile(entry, target), path, layer } : { ...entry, type, path, layer };
}

/** What a hard link is a name of, with the owner and mode that the link sets. */
function sameFile(link: LayerEntry, target: EffectiveFile | undefined): Omit<EffectiveFile, 'layer'> {
  const { digest, facts, hasCapabilities, attributes, device } = target ?? {};
  // Of a link that has two names, each leads where the link does.
  const leadsTo = target?.type === 'symlink' ? target.link : link.link;
  return {
    ...link,
    type: target?.type ?? 'file',
    size: target?.size ?? 0,
    link: leadsTo,
    ...(digest ? { digest } : {}),
    ...(facts ? { facts } : {}),
    ...(hasCapabilities ? { hasCapabilities } : {}),
    ...(attributes ? { attributes } : {}),
    ...(device ? { device } : {}),
  };
}

/**
 * Of a file with several names, one stands for it, and `link` of the others tells which: the one that the layers say may
 * have been removed since, or be another file now. All of them have one owner, mode and time.
 */
function settleNames(root: Node): void {
  const byContent = new Map<LayeredEntry, Node[]>();
  const visit = (node: Node) => {
    const { content, file } = node;
    if (content && file.type === 'file') byContent.set(content, [...(byContent.get(content) ?? []), node]);
    for (const child of node.children.values()) visit(child);
  };
  visit(root);
  for (const [{ link: last }, nodes] of byContent) {
    const first = nodes.find(({ file }) => file.link === undefined) ?? nodes[0];
    const paths = new Set(nodes.map(({ file }) => file.path));
    for (const node of nodes) {
      const { link, ...file } = last ? ownedAs(node.file, last) : node.file;
      const target = link !== undefined && paths.has(link) ? link : first?.file.path;
      node.file = node === first ? file : { ...file, link: target };
    }
  }
}

/** Whoever gives a file to an owner takes its capabilities from it, unless they are said again. */
function ownedAs(file: EffectiveFile, { mode, uid, gid, modifiedAt, ...link }: LayerEntry): EffectiveFile {
  const owned = { ...file, mode, uid, gid, modifiedAt };
  if (link.hasCapabilities) return owned;
  const { hasCapabilities: _, attributes = {}, ...rest } = owned;
  const { 'security.capability': __, ...others } = attributes;
  return Object.keys(others).length === 0 ? rest : { ...rest, attributes: others };
}

function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  for (const name of path === '' ? [] : path.split('/')) node = node?.children.get(name);
  return node;
}

const MAX_LINKS = 40; // as in Linux

/** The place of a path, made with the folders above it where it is not there yet. */
function make(root: Node, path: string, layer: number, links = { followed: 0 }): Node {
  const isFolder = links.followed > 0; // what a link on the way leads to
  let node = root;
  const names = path === '' ? [] : path.split('/');
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const child = node.children.get(name);
    if (child && ((isLast && !isFolder) || child.file.type === 'directory')) {
      node = child;
      continue;
    }
    const target = child && links.followed < MAX_LINKS ? linkedPath(child.file, layer) : undefined;
    if (target !== undefined) {
      links.followed += 1;
      node = make(root, target, layer, links);
      continue;
    }
    const made = unnamedFolder(join(node.file.path, name), layer, node.file);
    node.children.set(name, made);
    node = made;
  }
  return node;
}

/**
 * An engine unpacks a layer by itself: a symlink of the same layer leads it to another folder, one of a layer below
 * is replaced by a folder.
 */
function linkedPath({ type, path, link, layer }: EffectiveFile, current: number): string | undefined {
  if (type !== 'symlink' || layer !== current) return undefined;
  const target = link ?? '';
  return plainPath(target.startsWith('/') ? target : join(dirname(path), target));
}

const SETGID = 0o2000;

/**
 * A layer may hold a file and not the folders above it: an engine then makes them like this. What is made in a folder
 * that is setgid belongs to its group.
 */
function unnamedFolder(path: string, layer: number, above?: EffectiveFile): Node {
  const gid = above && (above.mode & SETGID) !== 0 ? above.gid : 0;
  const file = { path, type: 'directory', size: 0, mode: 0o755, uid: 0, gid, layer } as const;
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
