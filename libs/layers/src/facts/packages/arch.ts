import { posix } from 'node:path';
import type { PackageFacts } from '../../image-contents.ts';

/** Of `var/lib/pacman/local/bash-5.2-1/desc`. */
export function archPackage(text: string): PackageFacts[] {
  const [[name] = [], [version] = []] = ['NAME', 'VERSION'].map((section) => sectionOf(text, section));
  return name && version ? [{ type: 'pacman', name, version }] : [];
}

/** Of the file `files` beside it. Folders end with a slash. */
export function archFileList(path: string, text: string): PackageFacts[] {
  const name = posix.basename(posix.dirname(path)).replace(/-[^-]+-[^-]+$/, '');
  const files = sectionOf(text, 'FILES').filter((file) => !file.endsWith('/'));
  return [{ type: 'pacman', name, version: '', files }];
}

/** The lines below `%NAME%`, up to an empty one. */
function sectionOf(text: string, name: string): string[] {
  const lines = text.split(/\r?\n/);
  const start = lines.indexOf(`%${name}%`) + 1;
  if (start === 0) return [];
  const end = lines.indexOf('', start);
  return lines.slice(start, end < 0 ? lines.length : end);
}
