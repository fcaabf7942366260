import { type EffectiveFile, effectiveFiles, type ImageContents } from '@drydock/layers';
import type { Evidence } from './evidence.ts';
import { followLinks } from './follow-links.ts';

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
  const files = withContentOfHardLinks(effectiveFiles(image), image);
  const find = (path: string, mode: 'follow' | 'keep') => followLinks(files, path, mode);
  return {
    image,
    evidence,
    files,
    entries: [...files.values()],
    follow: (path) => find(path, 'follow'),
    find: (path) => find(path, 'keep'),
  };
}

/** A hard link has the content of the file it stands for, and so its facts. */
function withContentOfHardLinks(
  files: ReadonlyMap<string, EffectiveFile>,
  { layers }: ImageContents,
): ReadonlyMap<string, EffectiveFile> {
  const complete = new Map(files);
  for (const [path, file] of files) {
    if (file.type !== 'file' || file.link === undefined || file.facts) continue;
    const target = layers[file.layer]?.entries.find((one) => one.path === file.link && one.type === 'file');
    if (target)
      complete.set(path, { ...file, size: target.size, digest: target.digest, facts: target.facts });
  }
  return complete;
}
