import { resolve } from 'node:path';
import type { Context } from '../context.ts';

/** `./image.tar`, `/tmp/oci` and `image.tar.gz` are paths; `debian` and `registry:5000/debian` are references. */
export function isPath(name: string): boolean {
  return /^(\/|\.\.?(\/|$)|~\/)/.test(name) || /\.(tar|tgz|tar\.(gz|zst|bz2|xz))$/.test(name);
}

/** A path as the person who typed it meant it: npm runs scripts in the folder of the repository, and tells where it was called. */
export function namedPath({ env, root }: Pick<Context, 'env' | 'root'>, path: string): string {
  const cwd = process.cwd();
  return resolve(cwd === root ? (env.INIT_CWD ?? cwd) : cwd, path);
}
