import { posix } from 'node:path';
import type { EffectiveFile } from './effective-files.ts';

const MAX_LINKS = 40; // as in Linux

/** The file that a path means in a container, symlinks followed. Nothing when it leads nowhere. */
export function findFile(files: ReadonlyMap<string, EffectiveFile>, path: string): EffectiveFile | undefined {
  let done = '';
  const names = path.split('/');
  for (let links = 0; names.length > 0; ) {
    const name = names.shift() ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      done = posix.dirname(`/${done}`).slice(1);
      continue;
    }
    const next = done === '' ? name : `${done}/${name}`;
    const file = files.get(next);
    if (file?.type !== 'symlink') {
      done = next;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return undefined;
    const target = file.link ?? '';
    if (target.startsWith('/')) done = '';
    names.unshift(...target.split('/'));
  }
  return files.get(done);
}
