import { posix } from 'node:path';
import { type EffectiveFile, findFile } from '@drydock/layers';

/** Without slashes at either end, and without `.` and `..`. */
export function plainPath(path: string): string {
  return posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, '');
}

/** The path with the links above it followed: `bin/sh` is `usr/bin/sh`. A link at its end stays what it is. */
export function realPath(files: ReadonlyMap<string, EffectiveFile>, path: string): string {
  const { dir, base } = posix.parse(path);
  const folder = dir === '' ? undefined : findFile(files, dir);
  return folder?.type === 'directory' ? posix.join(folder.path, base) : path;
}
