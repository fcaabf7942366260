import { resolve } from 'node:path';
import type { Context } from '../context.ts';

/** `./image.tar`, `/tmp/oci` and `image.tar.gz` are paths; `debian` and `registry:5000/debian` are references. */
export function isPath(name: string): boolean {
  const looksLikeOne = (path: string) => /^(\/|\.\.?(\/|$))/.test(path) || /\.(tar|tgz|tar\.\w+)$/.test(path);
  return looksLikeOne(name) || looksLikeOne(archiveName(name).path);
}

/** `image.tar#name` is one of several images in an archive, unless a file is called so as a whole. */
export function archiveName(
  name: string,
  isThere: (path: string) => boolean = () => false,
): { readonly path: string; readonly image: string | undefined } {
  const at = name.lastIndexOf('#');
  return at < 0 || isThere(name)
    ? { path: name, image: undefined }
    : { path: name.slice(0, at), image: name.slice(at + 1) };
}

/** A path as the person meant it: npm runs a script in the folder of the repository, and tells where it was called. */
export function namedPath({ env, root, cwd }: Pick<Context, 'cwd' | 'env' | 'root'>, path: string): string {
  return resolve(cwd === root ? (env.INIT_CWD ?? cwd) : cwd, path);
}
