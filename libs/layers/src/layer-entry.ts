import { posix } from 'node:path';
import type { Header } from 'tar-stream';
import type { LayerEntry } from './image-contents.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const OLD_BOOKKEEPING = '.wh..wh.'; // of aufs, which nobody reads any more

const TYPES: Readonly<Record<string, LayerEntry['type']>> = {
  file: 'file',
  'contiguous-file': 'file',
  link: 'hardlink',
  symlink: 'symlink',
  directory: 'directory',
  'character-device': 'character-device',
  'block-device': 'block-device',
  fifo: 'fifo',
};

/** What a tar header says as an entry of a layer. Nothing for the root folder itself and for bookkeeping. */
export function layerEntry(header: Header): LayerEntry | undefined {
  const path = plainPath(header.name);
  const type = TYPES[header.type];
  if (path === '' || type === undefined) return undefined;
  const owner = { mode: header.mode & 0o7777, uid: header.uid, gid: header.gid };
  const { dir, base } = posix.parse(path);
  if (base === OPAQUE) return { path: dir, type: 'opaque', size: 0, ...owner };
  if (path.split('/').some((name) => name.startsWith(OLD_BOOKKEEPING))) return undefined;
  if (base.startsWith(WHITEOUT)) {
    return { path: posix.join(dir, base.slice(WHITEOUT.length)), type: 'whiteout', size: 0, ...owner };
  }
  const size = type === 'file' ? header.size : 0;
  if (type === 'hardlink') return { path, type, size, ...owner, link: plainPath(header.linkname) };
  if (type === 'symlink') return { path, type, size, ...owner, link: header.linkname };
  return { path, type, size, ...owner };
}

/** Tar programs write `./usr/`, `/usr` or `usr/` for the same folder. */
function plainPath(name: string): string {
  const path = posix.normalize(`/${name}`);
  return path.replace(/^\/+|\/+$/g, '');
}
