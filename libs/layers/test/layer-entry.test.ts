// Proves that an entry of a tar is read as what it means in a layer.
import { expect, test } from 'vitest';
import { layerEntry } from '../src/layer-entry.ts';
import type { TarEntry } from '../src/tar/read-entry.ts';

function named(name: string, rest: Partial<TarEntry> = {}): TarEntry {
  const owner = { mode: 0o100644, uid: 1, gid: 2, modifiedAt: 3, hasCapabilities: false };
  return { position: 0, name, size: 7, flag: '0', link: '', ...owner, ...rest };
}

test.for<[string, TarEntry, object | undefined]>([
  [
    'a file',
    named('./usr/bin/env'),
    { path: 'usr/bin/env', type: 'file', size: 7, mode: 0o644, uid: 1, gid: 2, modifiedAt: 3 },
  ],
  ['a file in the oldest format', named('a', { flag: '\0' }), { type: 'file', size: 7 }],
  ['a file all in one place', named('a', { flag: '7' }), { type: 'file', size: 7 }],
  ['a folder', named('/usr/', { flag: '5' }), { path: 'usr', type: 'directory', size: 0 }],
  ['the root folder', named('./', { flag: '5' }), undefined],
  ['a device', named('dev/null', { flag: '3' }), { type: 'character-device', size: 0 }],
  ['a disk', named('dev/sda', { flag: '4' }), { type: 'block-device', size: 0 }],
  ['a pipe', named('a', { flag: '6' }), { type: 'fifo', size: 0 }],
  ['what no engine unpacks', named('a', { flag: 'V' }), undefined],
  ['setuid and sticky bits', named('a', { mode: 0o105755 }), { mode: 0o5755 }],
  ['a file with capabilities', named('a', { hasCapabilities: true }), { hasCapabilities: true }],
  ['a name with dots in it', named('a/../b/./c'), { path: 'b/c' }],
  ['a name that leads out of the image', named('../../etc/passwd'), { path: 'etc/passwd' }],
  ['an absolute name', named('//etc//passwd'), { path: 'etc/passwd' }],
  ['a name of dots', named('...'), { path: '...' }],
  ['a symlink', named('a', { flag: '2', link: '../b/' }), { type: 'symlink', size: 0, link: '../b/' }],
  ['a hard link', named('a', { flag: '1', link: './b' }), { type: 'hardlink', size: 0, link: 'b' }],
  ['a hard link to itself', named('a', { flag: '1', link: './a' }), undefined],
  ['a whiteout', named('a/.wh.b'), { path: 'a/b', type: 'whiteout', size: 0 }],
  ['a whiteout at the top', named('.wh.b'), { path: 'b', type: 'whiteout' }],
  ['a whiteout of no name', named('a/.wh.'), undefined],
  ['a whiteout of the folder it is in', named('a/.wh..'), undefined],
  ['a whiteout of the folder above', named('a/.wh...'), undefined],
  ['an opaque folder', named('a/.wh..wh..opq'), { path: 'a', type: 'opaque' }],
  ['the opaque root', named('.wh..wh..opq'), { path: '', type: 'opaque' }],
  ['bookkeeping of aufs', named('.wh..wh.plnk/1.2'), undefined],
  ['a file with a dot', named('a/.whatever'), { path: 'a/.whatever', type: 'file' }],
])('%s', ([, given, entry]) => {
  if (entry === undefined) expect(layerEntry(given)).toBeUndefined();
  else expect(layerEntry(given)).toMatchObject(entry);
});
