import { posix } from 'node:path';
import { reachableContents } from './effective-files.ts';
import type { ImageContents, LayerEntry } from './image-contents.ts';

export interface Waste {
  /** The sum of `files`. */
  readonly bytes: number;
  /** Biggest first. */
  readonly files: readonly WastedFile[];
}

/** A file in a layer that no container can see, because a later layer put something else in its place. */
export interface WastedFile {
  readonly path: string;
  readonly bytes: number;
  /** Index of the layer that carries it in vain. */
  readonly layer: number;
  /** Index of the layer from which on it cannot be seen. Rarely unknown: when a symlink stood on the way. */
  readonly lostIn?: number | undefined;
  /**
   * `repeated` means that the later layer has the same content again, because its mode, owner or time was changed
   * there, or it was copied once more.
   */
  readonly how: 'replaced' | 'repeated' | 'removed';
}

/**
 * Bytes that are sent and stored, and that no container can see. Of a file that is in several layers, the last is
 * the useful one; a file with several names is in use as long as one of them is.
 */
export function wastedBytes(image: Pick<ImageContents, 'layers'>): Waste {
  const files = hiddenFiles(image).map(({ path, size, layer, lostIn, how }) => {
    return { path, bytes: size, layer, lostIn, how };
  });
  return {
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files: files.sort((a, b) => b.bytes - a.bytes || a.layer - b.layer || (a.path < b.path ? -1 : 1)),
  };
}

/** A file of a layer whose bytes no container can see, and anybody who has the image can. */
export interface HiddenFile extends LayerEntry, Omit<WastedFile, 'bytes'> {
  readonly type: 'file';
}

/** In the order of the layers, and of their entries. */
export function hiddenFiles({ layers }: Pick<ImageContents, 'layers'>): readonly HiddenFile[] {
  const reachable = reachableContents({ layers });
  const fateOf = fates(layers);
  return layers.flatMap(({ entries }, layer) =>
    entries
      .filter((entry) => entry.size > 0 && !reachable[layer]?.has(entry))
      .map((entry) => ({ ...entry, type: 'file' as const, layer, ...fateOf(entry, layer) })),
  );
}

type Fate = Pick<WastedFile, 'lostIn' | 'how'>;

function fates(layers: ImageContents['layers']): (entry: LayerEntry, layer: number) => Fate {
  const byPath = layers.map(({ entries }) => Map.groupBy(entries, ({ path }) => path));
  const byTarget = layers.map(({ entries }) =>
    Map.groupBy(entries, ({ type, link }) => (type === 'hardlink' ? link : undefined)),
  );
  return (entry, layer) => {
    const links = byTarget[layer]?.get(entry.path) ?? [];
    const names = [entry, ...links].map(({ path }) => path);
    const ends = names.map((path) => fateOfName(path, { entry, layer, byPath }));
    // It was there until its last name was gone.
    return ends.reduce((last, end) =>
      (end.lostIn ?? layers.length) > (last.lostIn ?? layers.length) ? end : last,
    );
  };
}

interface Layered {
  readonly entry: LayerEntry;
  readonly layer: number;
  readonly byPath: readonly ReadonlyMap<string, readonly LayerEntry[]>[];
}

function fateOfName(path: string, { entry, layer, byPath }: Layered): Fate {
  for (let later = layer + 1; later < byPath.length; later++) {
    const found = (wanted: string) => byPath[later]?.get(wanted) ?? [];
    const next = found(path).find(({ type }) => type !== 'whiteout' && type !== 'opaque');
    if (next) return { lostIn: later, how: isSameContent(next, entry) ? 'repeated' : 'replaced' };
    if (found(path).length > 0) return { lostIn: later, how: 'removed' };
    const isHidden = foldersAbove(path).some((folder) =>
      found(folder).some(({ type }) => type !== 'directory'),
    );
    if (isHidden) return { lostIn: later, how: 'removed' };
  }
  return { how: 'replaced' };
}

function isSameContent(next: LayerEntry, { digest, size }: LayerEntry): boolean {
  return next.type === 'file' && digest !== undefined && next.digest === digest && next.size === size;
}

/** From the nearest up, the root folder with its empty path included: that one may be opaque. */
function foldersAbove(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [''] : [folder, ...foldersAbove(folder)];
}
