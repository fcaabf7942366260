import { posix } from 'node:path';
import type { EffectiveFile } from '@drydock/layers';

const { join } = posix;

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
  let rest = path.split('/');
  let done = '';
  while (rest.length > 0) {
    const [name = '', ...later] = rest;
    rest = later;
    if (name === '' || name === '.') continue;
    // A step up leads out of the folder that a link led to, not back to where the link stands.
    const here = name === '..' ? parentOf(done) : join(done, name);
    const file = files.get(here);
    if (file?.type !== 'symlink' || (later.length === 0 && !followLast)) {
      done = here;
      continue;
    }
    if (links.length === MAX_LINKS) return { path: here, links, file: undefined, isLoop: true };
    links.push(file);
    const target = file.link ?? '';
    rest = [...target.split('/'), ...later];
    if (target.startsWith('/')) done = '';
  }
  return { path: done, links, file: files.get(done), isLoop: false };
}

/** Of the root, the root. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Without slashes at either end, and without `.` and `..`. */
export function plainPath(path: string): string {
  return posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, '');
}
