import type { LayerEntry } from './image-contents.ts';

/** The entries of a layer, each path once: a later entry takes the place of an earlier one. */
export interface EntryList {
  readonly add: (entry: LayerEntry) => void;
  /** In the order of the tar. */
  readonly all: () => readonly LayerEntry[];
}

const MAX_HEIRS = 100; // further links to a file named twice are left alone: nobody makes such layers

export function openEntryList(): EntryList {
  const entries = new Map<string, LayerEntry>();
  const linksTo = new Map<string, string[]>(); // by the path of a file
  const noteLink = (target: string, path: string) => {
    const links = linksTo.get(target);
    if (links) links.push(path);
    else linksTo.set(target, [path]);
  };
  /** A file that another takes the place of lives on under the hard links that were made to it. */
  const handOver = (file: LayerEntry) => {
    const links = (linksTo.get(file.path) ?? []).slice(0, MAX_HEIRS);
    linksTo.delete(file.path);
    let heir: string | undefined;
    for (const path of links) {
      const entry = entries.get(path);
      if (entry?.type !== 'hardlink' || entry.link !== file.path) continue; // it was replaced itself
      entries.set(path, heir === undefined ? { ...file, path } : { ...entry, link: heir });
      if (heir !== undefined) noteLink(heir, path);
      heir ??= path;
    }
  };
  return {
    add(entry) {
      const key = keyOf(entry);
      const earlier = entries.get(key);
      if (earlier) entries.delete(key);
      if (earlier?.type === 'file') handOver(earlier);
      if (entry.type === 'hardlink') noteLink(entry.link ?? '', entry.path);
      entries.set(key, entry);
    },
    all: () => [...entries.values()],
  };
}

/** A layer may remove a path and make it anew. No path begins with a slash. */
function keyOf({ type, path }: LayerEntry): string {
  return type === 'whiteout' || type === 'opaque' ? `/${type}/${path}` : path;
}
