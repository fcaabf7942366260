import { posix } from 'node:path';
import { ArchiveDamage } from '../archive-damage.ts';
import { plainPath } from '../layer-entry.ts';
import type { TarEntry } from '../tar/read-entry.ts';

/** Where the files of an archive begin in its tar, by their plain names. */
export interface TarIndex {
  readonly add: (entry: TarEntry) => void;
  /** The regular file of this name, symbolic and hard links followed. */
  readonly find: (name: string) => { readonly path: string; readonly entry: TarEntry } | undefined;
}

const MAX_ENTRIES = 100_000; // of files that hold images, not of files in images
const MAX_LINKS = 8;
const FILE_FLAGS = ['0', '\0', '7'];

export function openTarIndex(): TarIndex {
  const entries = new Map<string, TarEntry>();
  return {
    add(entry) {
      entries.set(plainPath(entry.name), entry);
      if (entries.size > MAX_ENTRIES) throw new ArchiveDamage(`it has more than ${MAX_ENTRIES} entries`);
    },
    find(name) {
      let path = plainPath(name);
      for (let links = 0; links <= MAX_LINKS; links++) {
        const entry = entries.get(path);
        if (entry && FILE_FLAGS.includes(entry.flag)) return { path, entry };
        if (entry?.flag === '1') path = plainPath(entry.link);
        else if (entry?.flag === '2') path = plainPath(posix.join(posix.dirname(path), entry.link));
        else return undefined;
      }
      return undefined;
    },
  };
}
