import type { EffectiveFile } from '@drydock/layers';
import picomatch from 'picomatch';
import { matchPaths } from '../glob.ts';
import type { ImageView } from '../image-view.ts';
import type { Sighting } from './absence-class.ts';

/**
 * All that a glob means in an image, as a shell in a container would expand it: files, links and folders, and what a
 * link to a folder leads to (`/bin/sh` where `/bin` is a link to `/usr/bin`). As in a shell, `**` follows no links.
 * A folder is left out when something in it is there too.
 */
export function findPaths(glob: string, view: ImageView): readonly Sighting[] {
  const { isGlob } = picomatch.scan(glob);
  if (!isGlob) {
    const file = view.find(glob);
    return file ? [{ path: glob, what: whatIs(glob, file) }] : [];
  }
  const isMeant = matchPaths([glob]);
  const candidates = [...view.entries.map((file) => [`/${file.path}`, file] as const), ...linked(glob, view)];
  const meant = new Map(candidates.filter(([path]) => isMeant(path)));
  for (const path of meant.keys()) removeFoldersAbove(path, meant);
  return [...meant].map(([path, file]) => ({ path, what: whatIs(path, file) }));
}

/** What is in folders that a link leads to, by the path through the link. */
function linked(glob: string, { entries, follow }: ImageView): (readonly [string, EffectiveFile])[] {
  const depth = glob.split('/').slice(1).indexOf('**');
  const links = entries.filter(
    ({ type, path }) => type === 'symlink' && (depth < 0 || path.split('/').length <= depth),
  );
  return links.flatMap((link) => {
    const folder = follow(link.path);
    if (folder?.type !== 'directory') return [];
    return entries
      .filter(({ path }) => path.startsWith(`${folder.path}/`))
      .map((file) => [`/${link.path}${file.path.slice(folder.path.length)}`, file] as const);
  });
}

function removeFoldersAbove(path: string, found: Map<string, EffectiveFile>): void {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = path.slice(0, end);
    if (found.get(above)?.type === 'directory') found.delete(above);
  }
}

function whatIs(path: string, { type, link, path: real }: EffectiveFile): string | undefined {
  if (type === 'directory') return 'a folder';
  if (type === 'symlink') return `links to ${link}`;
  return path === `/${real}` ? undefined : `which is /${real}`;
}
