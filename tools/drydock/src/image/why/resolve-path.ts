import { posix } from 'node:path';
import type { EffectiveFile } from '@drydock/layers';

type Files = ReadonlyMap<string, EffectiveFile>;

export interface ResolvedPath {
  /** Without a leading slash; where nothing is, as far as the links lead. */
  readonly path: string;
  /** The links on the way, in the order in which they are followed. */
  readonly links: readonly EffectiveFile[];
  readonly file: EffectiveFile | undefined;
  readonly isLoop: boolean;
}

/** As many as the kernel follows. */
const MAX_LINKS = 40;

/** Where a path leads in an image: links in it are followed, the last one only when that is asked for. */
export function resolvePath(files: Files, path: string, { followLast = true } = {}): ResolvedPath {
  const links: EffectiveFile[] = [];
  let rest = plainPath(path).split('/').filter(Boolean);
  let done = '';
  while (rest.length > 0) {
    const [name = '', ...later] = rest;
    const here = done === '' ? name : `${done}/${name}`;
    const file = files.get(here);
    rest = later;
    if (file?.type !== 'symlink' || (later.length === 0 && !followLast)) {
      done = here;
      continue;
    }
    if (links.length === MAX_LINKS) return { path: here, links, file: undefined, isLoop: true };
    links.push(file);
    rest = [
      ...plainPath(posix.resolve(`/${done}`, file.link ?? ''))
        .split('/')
        .filter(Boolean),
      ...later,
    ];
    done = '';
  }
  return { path: done, links, file: files.get(done), isLoop: false };
}

/** Without slashes at either end, and without `.` and `..`. */
export function plainPath(path: string): string {
  return posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, '');
}
