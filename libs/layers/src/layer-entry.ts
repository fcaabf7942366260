import { posix } from 'node:path';
import type { LayerEntry } from './image-contents.ts';
import type { TarEntry } from './tar/read-entry.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const OLD_BOOKKEEPING = '.wh..wh.'; // of aufs, which nobody reads any more

const TYPES: Readonly<Record<string, LayerEntry['type']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file', // contiguous: nobody makes a difference
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
};

/**
 * What an entry of a tar means in a layer. Nothing for the root folder itself, for bookkeeping, and for what
 * no engine unpacks.
 */
export function layerEntry(tarEntry: TarEntry): LayerEntry | undefined {
  const path = plainPath(tarEntry.name);
  const type = TYPES[tarEntry.flag];
  if (path === '' || type === undefined) return undefined;
  const owner = { mode: tarEntry.mode & 0o7777, uid: tarEntry.uid, gid: tarEntry.gid };
  if (path.includes(WHITEOUT)) {
    const { dir, base } = posix.parse(path);
    if (base === OPAQUE) return { path: dir, type: 'opaque', size: 0, ...owner };
    if (path.split('/').some((name) => name.startsWith(OLD_BOOKKEEPING))) return undefined;
    if (base.startsWith(WHITEOUT)) {
      const name = base.slice(WHITEOUT.length);
      if (['', '.', '..'].includes(name)) return undefined; // removes nothing that has a name
      return { path: posix.join(dir, name), type: 'whiteout', size: 0, ...owner };
    }
  }
  const size = type === 'file' ? tarEntry.size : 0;
  const { modifiedAt } = tarEntry;
  const attributes = {
    ...(tarEntry.hasCapabilities && (type === 'file' || type === 'hardlink')
      ? { hasCapabilities: true as const }
      : {}),
    ...(tarEntry.attributes ? { attributes: tarEntry.attributes } : {}),
  };
  if (type === 'hardlink') {
    const link = plainPath(tarEntry.link);
    return link === path ? undefined : { path, type, size, ...owner, link, modifiedAt, ...attributes };
  }
  if (type === 'symlink')
    return { path, type, size, ...owner, link: tarEntry.link, modifiedAt, ...attributes };
  const isDevice = type === 'character-device' || type === 'block-device';
  return {
    path,
    type,
    size,
    ...owner,
    modifiedAt,
    ...attributes,
    ...(isDevice && tarEntry.device ? { device: tarEntry.device } : {}),
  };
}

/** Tar programs write `./usr/`, `/usr` or `usr/` for the same folder. Nothing leads out of the image. */
export function plainPath(name: string): string {
  const isPlain = !/^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/.test(name);
  return isPlain ? name : posix.normalize(`/${name}`).replace(/^\/+|\/+$/g, '');
}
