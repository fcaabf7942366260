import { posix } from 'node:path';
import type { EffectiveFile } from '@drydock/layers';

/** As many as Linux follows before it calls them a loop. */
const LINK_LIMIT = 40;

/**
 * Walks a path as the kernel would inside the image, where `/` is the image's root: `/bin/sh` is `usr/bin/dash`.
 * `keep` does not follow a link at the very end.
 */
export function followLinks(
  files: ReadonlyMap<string, EffectiveFile>,
  path: string,
  lastLink: 'follow' | 'keep',
): EffectiveFile | undefined {
  const ahead = names(path);
  let place = '';
  for (let links = 0; ahead.length > 0; ) {
    const name = ahead.shift() ?? '';
    const next = name === '..' ? posix.dirname(`/${place}`).slice(1) : posix.join(place, name);
    const file = files.get(next);
    if (next !== '' && !file) return undefined;
    if (file?.type !== 'symlink' || (ahead.length === 0 && lastLink === 'keep')) {
      place = next;
      continue;
    }
    links += 1;
    if (links > LINK_LIMIT) return undefined;
    const target = file.link ?? '';
    if (target.startsWith('/')) place = '';
    ahead.unshift(...names(target));
  }
  return files.get(place);
}

function names(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
