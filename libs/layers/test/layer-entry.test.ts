// Proves that a tar header is read as what it means in a layer.
import type { Header } from 'tar-stream';
import { expect, test } from 'vitest';
import { layerEntry } from '../src/layer-entry.ts';

function header(name: string, rest: Partial<Header> = {}): Header {
  const owner = { mode: 0o100644, uid: 1, gid: 2, uname: '', gname: '', devmajor: 0, devminor: 0 };
  return { name, size: 7, mtime: new Date(0), type: 'file', linkname: '', ...owner, ...rest };
}

test.for<[string, Header, object | undefined]>([
  [
    'a file',
    header('./usr/bin/env'),
    { path: 'usr/bin/env', type: 'file', size: 7, mode: 0o644, uid: 1, gid: 2 },
  ],
  ['a folder', header('/usr/', { type: 'directory' }), { path: 'usr', type: 'directory', size: 0 }],
  ['the root folder', header('./', { type: 'directory' }), undefined],
  ['setuid and sticky bits', header('a', { mode: 0o105755 }), { mode: 0o5755 }],
  [
    'a symlink',
    header('a', { type: 'symlink', linkname: '../b/' }),
    { type: 'symlink', size: 0, link: '../b/' },
  ],
  ['a hard link', header('a', { type: 'link', linkname: './b' }), { type: 'hardlink', size: 0, link: 'b' }],
  ['a whiteout', header('a/.wh.b'), { path: 'a/b', type: 'whiteout', size: 0 }],
  ['a whiteout at the top', header('.wh.b'), { path: 'b', type: 'whiteout' }],
  ['an opaque folder', header('a/.wh..wh..opq'), { path: 'a', type: 'opaque' }],
  ['the opaque root', header('.wh..wh..opq'), { path: '', type: 'opaque' }],
  ['bookkeeping of aufs', header('.wh..wh.plnk/1.2'), undefined],
  ['a file with a dot', header('a/.whatever'), { path: 'a/.whatever', type: 'file' }],
])('%s', ([, given, entry]) => {
  if (entry === undefined) expect(layerEntry(given)).toBeUndefined();
  else expect(layerEntry(given)).toMatchObject(entry);
});
