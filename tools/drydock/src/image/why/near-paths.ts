import { posix } from 'node:path';
import { nearestName } from '@drydock/engine';

const SUGGESTIONS = 5;

/** Paths that a person may have meant: of the same name elsewhere, else the nearest name in the deepest folder that is there. */
export function nearPaths(paths: Iterable<string>, wanted: string): string[] {
  const all = [...paths];
  const base = posix.basename(wanted).toLowerCase();
  const sameName = all.filter((path) => posix.basename(path).toLowerCase() === base);
  if (sameName.length > 0) return sameName.sort((a, b) => a.length - b.length).slice(0, SUGGESTIONS);
  const folders = new Set(all.map((path) => posix.dirname(path)));
  const folder = parents(wanted).find((each) => folders.has(each)) ?? '.';
  const next = wanted.split('/')[folder === '.' ? 0 : folder.split('/').length] ?? '';
  const siblings = all.filter((path) => posix.dirname(path) === folder);
  const nearest = nearestName(
    next,
    siblings.map((path) => posix.basename(path)),
  );
  if (nearest !== undefined) return [posix.join(folder, nearest)];
  return all
    .filter((path) => base !== '' && posix.basename(path).toLowerCase().includes(base))
    .slice(0, SUGGESTIONS);
}

/** The folders above a path, nearest first; `.` is the root. */
function parents(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? ['.'] : [folder, ...parents(folder)];
}
