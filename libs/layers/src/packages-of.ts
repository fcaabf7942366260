import { posix } from 'node:path';
import { type EffectiveFile, effectiveFiles } from './effective-files.ts';
import { findFile } from './find-file.ts';
import type { ImageContents, PackageFacts } from './image-contents.ts';

/** A package, as far as a container sees it. */
export interface ImagePackage {
  readonly type: PackageFacts['type'];
  readonly name: string;
  readonly version: string;
  /** The file that says that it is there, e.g. its package.json, its jar, or the database of the package manager. */
  readonly notedIn: string;
  /** How many files it has. None when it is a part of the program or jar in `notedIn`. */
  readonly files: number;
  /** Of those files. A hard link counts once. */
  readonly bytes: number;
  /** Index of the layer that has most of its bytes. */
  readonly layer: number;
}

export interface PackageIndex {
  /** Biggest first. */
  readonly list: readonly ImagePackage[];
  /** The package that a file belongs to, by its path without a slash in front. */
  readonly of: (path: string) => ImagePackage | undefined;
}

/** The packages in an image, biggest first. */
export function packagesOf(image: Pick<ImageContents, 'layers'>): readonly ImagePackage[] {
  return packageIndex(image).list;
}

/** The packages in an image, and whose each file is. */
export function packageIndex(image: Pick<ImageContents, 'layers'>): PackageIndex {
  const files = effectiveFiles(image);
  const noted = join(notes(files));
  const owners = new Map<string, Noted>();
  // Who lists its files knows best; then the nearest folder of node_modules; then a file that is a package itself.
  for (const one of noted) for (const path of one.listed) claim(owners, listedFile(files, path), one);
  claimFolders(files, noted, owners);
  for (const one of noted) if (one.isFile) claim(owners, files.get(one.notedIn), one);
  const sums = Map.groupBy(owners, ([, owner]) => owner);
  const packages = new Map(
    noted.map((one) => {
      const own = (sums.get(one) ?? []).flatMap(([path]) => files.get(path) ?? []);
      return [one, summary(one, own, files.get(one.notedIn)?.layer ?? 0)] as const;
    }),
  );
  const list = [...packages.values()].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return {
    list,
    of: (path) => {
      const owner = owners.get(path);
      return owner && packages.get(owner);
    },
  };
}

interface Noted extends PackageFacts {
  readonly notedIn: string;
  readonly listed: readonly string[];
  /** The file it is noted in is the package, as a jar is. */
  readonly isFile: boolean;
}

/** What each file says of packages. Of what a program or a jar consists of, the first is the whole. */
function notes(files: ReadonlyMap<string, EffectiveFile>): Noted[] {
  return [...files.values()].flatMap(({ path, facts, link }) =>
    link !== undefined
      ? []
      : (facts?.packages ?? []).map((one, index) => ({
          ...one,
          notedIn: path,
          listed: one.files ?? [],
          isFile: index === 0 && (one.type === 'maven' || one.type === 'go'),
        })),
  );
}

/** Debian, Arch and Python note the version in one place and the files in another. */
function join(notes: readonly Noted[]): Noted[] {
  const keyOf = ({ type, name, notedIn }: Noted) => {
    if (type === 'deb') return `deb ${name}`;
    return type === 'pypi' || type === 'pacman' ? `${type} ${posix.dirname(notedIn)}` : undefined;
  };
  const joined = Map.groupBy(notes, (note) => keyOf(note) ?? note);
  return [...joined.values()].flatMap((same) => {
    const known = same.find(({ version, files }) => version !== '' && files === undefined) ?? same[0];
    // A list of files alone: the package was removed, or was never known to the database.
    if (!known || known.version === '') return [];
    return [{ ...known, listed: same.flatMap(({ listed }) => listed) }];
  });
}

/** Debian lists `bin/sh` where `bin` is a link to `usr/bin`. The file itself may be a link: it is what is listed. */
function listedFile(files: ReadonlyMap<string, EffectiveFile>, path: string): EffectiveFile | undefined {
  const direct = files.get(path);
  if (direct) return direct;
  const folder = findFile(files, posix.dirname(path));
  return folder && files.get(posix.join(folder.path, posix.basename(path)));
}

function claim(owners: Map<string, Noted>, file: EffectiveFile | undefined, owner: Noted): void {
  if (file && file.type !== 'directory' && !owners.has(file.path)) owners.set(file.path, owner);
}

function claimFolders(
  files: ReadonlyMap<string, EffectiveFile>,
  noted: readonly Noted[],
  owners: Map<string, Noted>,
): void {
  const folders = new Map(
    noted.flatMap((one) => {
      const folder = folderOf(one);
      return folder === undefined ? [] : [[folder, one] as const];
    }),
  );
  if (folders.size === 0) return;
  for (const file of files.values()) {
    for (let folder = posix.dirname(file.path); folder !== '.'; folder = posix.dirname(folder)) {
      const owner = folders.get(folder);
      if (!owner) continue;
      claim(owners, file, owner);
      break;
    }
  }
}

/** All in it belongs to the package, where it has one. */
function folderOf({ type, name, notedIn }: Noted): string | undefined {
  const { dirname, basename, join: path } = posix;
  if (type === 'npm') return dirname(notedIn);
  if (type === 'composer') return path(dirname(dirname(notedIn)), name);
  const gems = dirname(notedIn).replace(/specifications(?:\/default)?$/, 'gems');
  return type === 'gem' ? path(gems, basename(notedIn, '.gemspec')) : undefined;
}

function summary(
  { type, name, version, notedIn }: Noted,
  own: readonly EffectiveFile[],
  notedLayer: number,
): ImagePackage {
  const bytesBy = new Map<number, number>();
  for (const { layer, size, type: kind, link } of own) {
    const bytes = kind === 'file' && link !== undefined ? 0 : size;
    bytesBy.set(layer, (bytesBy.get(layer) ?? 0) + bytes);
  }
  const [biggest] = [...bytesBy].sort(([, a], [, b]) => b - a);
  return {
    type,
    name,
    version,
    notedIn,
    files: own.length,
    bytes: [...bytesBy.values()].reduce((sum, bytes) => sum + bytes, 0),
    layer: biggest?.[0] ?? notedLayer,
  };
}
