import { posix } from 'node:path';
import { type EffectiveFile, effectiveFiles, findFile, type ImageContents } from '@drydock/layers';
import type { Evidence } from './evidence.ts';

/** An image as the clauses look at it. Made once for all of them. */
export interface ImageView {
  readonly image: ImageContents;
  readonly evidence: Evidence;
  /** What a container sees, by path without a slash in front. */
  readonly files: ReadonlyMap<string, EffectiveFile>;
  /** All of it as a list, for rules that look at each. */
  readonly entries: readonly EffectiveFile[];
  /** The file that a path leads to, through every link on the way. Nothing when it leads nowhere. */
  readonly follow: (path: string) => EffectiveFile | undefined;
  /** The same, but a link at the end of the path stays a link. */
  readonly find: (path: string) => EffectiveFile | undefined;
}

export function viewImage(evidence: Evidence): ImageView {
  const { image } = evidence;
  const files = effectiveFiles(image);
  return {
    image,
    evidence,
    files,
    entries: [...files.values()],
    follow: (path) => (path.endsWith('/') ? folderOnly(findFile(files, path)) : findFile(files, path)),
    find: (path) => findItself(files, path),
  };
}

/** Links count on the way to the last name, and not there. */
function findItself(files: ReadonlyMap<string, EffectiveFile>, path: string): EffectiveFile | undefined {
  // A slash at the end means the folder that is there, or that a link leads to.
  if (path.endsWith('/')) return folderOnly(findFile(files, path));
  const { dir, base } = posix.parse(path);
  const folder = dir === '' || dir === '/' ? '' : findFile(files, dir)?.path;
  return folder === undefined ? undefined : files.get(posix.join(folder, base));
}

function folderOnly(file: EffectiveFile | undefined): EffectiveFile | undefined {
  return file?.type === 'directory' ? file : undefined;
}
