import { posix } from 'node:path';
import { type EffectiveFile, hiddenFiles } from '@drydock/layers';
import { matchPaths, type PathMatcher } from '../glob.ts';
import type { ImageView } from '../image-view.ts';
import type { AbsenceClass, Sighting } from './absence-class.ts';

/** As much of a class as it takes to look for it. */
type SightingPatterns = Pick<AbsenceClass, 'files' | 'programs' | 'spared' | 'rules' | 'inEveryLayer'>;

const EXECUTABLE = 0o111;

/**
 * All that is in an image of a class, each path once, in the order of the paths; and then what is hidden, for a class
 * that counts it.
 */
export function findSightings(one: SightingPatterns, view: ImageView): readonly Sighting[] {
  const visible = findVisible(one, view);
  return one.inEveryLayer ? [...visible, ...findHidden(one, view)] : visible;
}

/** The same in each layer, among what a later one hides. */
function findHidden(one: SightingPatterns, view: ImageView): Sighting[] {
  const byLayer = Map.groupBy(hiddenFiles(view.image), ({ layer }) => layer);
  return [...byLayer.values()].flatMap((files) => {
    const byPath = new Map(files.map((file) => [`/${file.path}`, file]));
    return findVisible(one, { ...view, entries: files }).flatMap((sighting) => {
      const hidden = byPath.get(sighting.path ?? '');
      return hidden ? [{ ...sighting, hidden }] : []; // what the image declares is told once
    });
  });
}

function findVisible(one: SightingPatterns, view: ImageView): Sighting[] {
  const isFile = matchPaths(one.files ?? []);
  const isProgram = matchPaths(one.programs ?? []);
  const isSpared = matchPaths(one.spared ?? []);
  const byName = view.entries.flatMap((file) => {
    const path = `/${file.path}`;
    if (isFolder(file, view) || isSpared(path)) return [];
    if (isFile(path)) return [{ path, what: linkText(file) }];
    return seeProgram(file, view, isProgram);
  });
  const byRule = (one.rules ?? []).flatMap(({ find }) => find(view));
  return withoutRepetition([...byName, ...byRule]);
}

function seeProgram(file: EffectiveFile, { follow }: ImageView, isProgram: PathMatcher): Sighting[] {
  const path = `/${file.path}`;
  const hasName = isProgram(posix.basename(path));
  if (file.type === 'file') return hasName && (file.mode & EXECUTABLE) !== 0 ? [{ path }] : [];
  if (file.type !== 'symlink') return [];
  const target = follow(file.path);
  // A link that leads nowhere still means to be that program; one to a folder does not.
  const isRunnable = !target || (target.type === 'file' && (target.mode & EXECUTABLE) !== 0);
  const leadsToOne = isProgram(posix.basename(target?.path ?? file.link ?? ''));
  return isRunnable && (hasName || leadsToOne) ? [{ path, what: linkText(file) }] : [];
}

/** Or a link to one: what is in it shows under its own path. */
function isFolder({ type, path }: EffectiveFile, { follow }: ImageView): boolean {
  return type === 'directory' || (type === 'symlink' && follow(path)?.type === 'directory');
}

function linkText({ type, link }: EffectiveFile): string | undefined {
  return type === 'symlink' ? `links to ${link}` : undefined;
}

function withoutRepetition(sightings: readonly Sighting[]): Sighting[] {
  const byPath = new Map<string, Sighting>();
  for (const { path, what } of sightings) {
    const key = path ?? what ?? '';
    const before = byPath.get(key);
    const whats = [before?.what, what].filter((text) => text !== undefined);
    byPath.set(key, { path, what: whats.length === 0 ? undefined : [...new Set(whats)].join(', ') });
  }
  return [...byPath.values()].sort((a, b) => ((a.path ?? '~') < (b.path ?? '~') ? -1 : 1));
}
