import type { ImagePackage } from '@drydock/layers';

export interface PackageChange {
  readonly state: 'added' | 'removed' | 'changed';
  readonly type: string;
  readonly name: string;
  /** Versions; an image may hold several of one package. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What it weighs more, or less. */
  readonly bytes: number;
}

/** Packages that were added, removed, or have other versions, the biggest difference first. */
export function comparePackages(
  before: readonly ImagePackage[],
  after: readonly ImagePackage[],
): PackageChange[] {
  const a = byName(before);
  const b = byName(after);
  const changes = [...new Set([...a.keys(), ...b.keys()])].flatMap((key): PackageChange[] => {
    const old = a.get(key) ?? [];
    const now = b.get(key) ?? [];
    const [{ type, name } = { type: '', name: '' }] = [...old, ...now];
    const versions = { before: versionsOf(old), after: versionsOf(now) };
    if (versions.before.join() === versions.after.join()) return [];
    const state = old.length === 0 ? 'added' : now.length === 0 ? 'removed' : 'changed';
    return [{ state, type, name, ...versions, bytes: weight(now) - weight(old) }];
  });
  return changes.sort((x, y) => Math.abs(y.bytes) - Math.abs(x.bytes) || (x.name < y.name ? -1 : 1));
}

function byName(packages: readonly ImagePackage[]): ReadonlyMap<string, readonly ImagePackage[]> {
  return Map.groupBy(packages, ({ type, name }) => `${type} ${name}`);
}

function versionsOf(packages: readonly ImagePackage[]): string[] {
  return packages.map(({ version }) => version).sort();
}

function weight(packages: readonly ImagePackage[]): number {
  return packages.reduce((sum, { bytes }) => sum + bytes, 0);
}
