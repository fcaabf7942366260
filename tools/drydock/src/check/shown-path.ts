import { isAbsolute, relative } from 'node:path';
import type { Context } from '../context.ts';
import { namedPath } from '../image/named-path.ts';

/** A path as people know it: from the repository's folder or from theirs, where it lies in one of them. */
export function shownPath(context: Pick<Context, 'cwd' | 'env' | 'root'>, path: string): string {
  const folders = [context.root, namedPath(context, '.')];
  const inside = folders.map((folder) => relative(folder, path));
  return inside.find((one) => !one.startsWith('..') && !isAbsolute(one)) ?? path;
}
