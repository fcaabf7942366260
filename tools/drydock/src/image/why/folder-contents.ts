import type { EffectiveFile, PackageIndex } from '@drydock/layers';
import { fileWeight } from '../file-weight.ts';

/** What a folder holds, summed up. */
export interface ContentsReport {
  readonly files: number;
  readonly bytes: number;
  readonly layers: readonly Share[];
  readonly packages: readonly Share[];
}

/** A part of a folder's content: the biggest first. */
export interface Share {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
}

export function contentsOf(
  files: ReadonlyMap<string, EffectiveFile>,
  folder: string,
  packages: PackageIndex,
): ContentsReport {
  const inside = [...files.values()].filter(
    ({ path, type }) => type !== 'directory' && (folder === '' || path.startsWith(`${folder}/`)),
  );
  return {
    files: inside.length,
    bytes: inside.reduce((sum, file) => sum + fileWeight(file), 0),
    layers: shares(inside, ({ layer }) => String(layer + 1)),
    packages: shares(inside, ({ path }) => packages.of(path)?.name),
  };
}

/** Files summed up by a name; those that have none are left out. */
function shares(
  files: readonly EffectiveFile[],
  nameOf: (file: EffectiveFile) => string | undefined,
): Share[] {
  const sums = new Map<string, Share>();
  for (const file of files) {
    const name = nameOf(file);
    if (name === undefined) continue;
    const { files: count, bytes } = sums.get(name) ?? { files: 0, bytes: 0 };
    sums.set(name, { name, files: count + 1, bytes: bytes + fileWeight(file) });
  }
  return [...sums.values()].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}
