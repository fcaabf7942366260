import { type EffectiveFile, effectiveFiles, packagesOf, unreadPackages } from '@drydock/layers';
import { type LayerReport, layerReports } from '../layer-report.ts';
import type { OpenedImage } from '../open-image.ts';
import { compareConfig, compareHistory, type FieldChange } from './compare-config.ts';
import { compareFiles, type FileChange, isTimeOnly } from './compare-files.ts';
import { compareLayers, type LayerPair } from './compare-layers.ts';
import { comparePackages, type PackageChange } from './compare-packages.ts';
import { type FirstDifference, firstDifferences, type Looking } from './first-difference.ts';
import { type FolderChange, rollUp } from './roll-up.ts';

/** What `diff` says of two images, and its JSON. Layers are counted from 1, the lowest first. */
export interface DiffReport {
  /** Nothing below differs. The images may have been built at different times all the same. */
  readonly isSame: boolean;
  readonly before: SideReport;
  readonly after: SideReport;
  readonly config: readonly FieldChange[];
  readonly layers: readonly LayerDiff[];
  /** The biggest difference first. */
  readonly folders: readonly FolderChange[];
  /** The biggest difference first. */
  readonly packages: readonly PackageChange[];
  /** Who keeps a database of packages that is not read, in one of them or both. */
  readonly unreadPackages: readonly string[];
  /** The biggest difference first. */
  readonly files: readonly FileDiff[];
  /** Paths of files that differ in nothing but when they were last modified. */
  readonly timeOnly: readonly string[];
}

interface SideReport {
  readonly ref: string;
  readonly id: string;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  readonly layers: number;
}

export interface LayerDiff {
  readonly state: LayerPair['state'];
  readonly before: LayerReport | null;
  readonly after: LayerReport | null;
}

export interface FileDiff extends Pick<FileChange, 'state' | 'aspects' | 'bytes'> {
  /** Absolute. */
  readonly path: string;
  readonly before: FileSide | null;
  readonly after: FileSide | null;
  /** Of contents of one size; null when nobody looked. */
  readonly firstDifference: FirstDifference | null;
}

export interface FileSide extends Omit<EffectiveFile, 'path' | 'facts'> {}

export async function diffReport(a: OpenedImage, b: OpenedImage, options: Looking): Promise<DiffReport> {
  const changes = compareFiles(effectiveFiles(a.image), effectiveFiles(b.image));
  const files = changes
    .filter((change) => !isTimeOnly(change))
    .sort((x, y) => Math.abs(y.bytes) - Math.abs(x.bytes) || (x.path < y.path ? -1 : 1));
  const differences = await firstDifferences([a, b], files, options);
  const settings = compareConfig(a.image.config, b.image.config);
  const layers = layerDiffs(a, b);
  const isSame =
    changes.length === 0 && settings.length === 0 && layers.every(({ state }) => state === 'same');
  // Where anything else differs, the steps do so too, and say nothing more.
  const config = isSame ? compareHistory(a.image.history, b.image.history) : settings;
  return {
    isSame: isSame && config.length === 0,
    before: side(a),
    after: side(b),
    config,
    layers,
    folders: rollUp(files),
    packages: comparePackages(packagesOf(a.image), packagesOf(b.image)),
    unreadPackages: managers(a, b),
    files: files.map((change) => fileDiff(change, differences.get(change.path))),
    timeOnly: changes.filter(isTimeOnly).map(({ path }) => `/${path}`),
  };
}

function managers(...sides: readonly OpenedImage[]): string[] {
  const all = sides.flatMap(({ image }) => unreadPackages(image));
  return [...new Set(all.map(({ manager }) => manager))];
}

function side({ image: { ref, id, unpackedBytes, transferBytes, layers } }: OpenedImage): SideReport {
  return { ref, id, unpackedBytes, transferBytes, layers: layers.length };
}

function layerDiffs(a: OpenedImage, b: OpenedImage): LayerDiff[] {
  const before = layerReports(a);
  const after = layerReports(b);
  return compareLayers(before, after).map((pair) => ({
    state: pair.state,
    before: pair.before === undefined ? null : (before[pair.before] ?? null),
    after: pair.after === undefined ? null : (after[pair.after] ?? null),
  }));
}

function fileDiff(change: FileChange, difference: FirstDifference | undefined): FileDiff {
  const { path, state, aspects, bytes, before, after } = change;
  const sides = { before: fileSide(before), after: fileSide(after) };
  return { path: `/${path}`, state, aspects, bytes, ...sides, firstDifference: difference ?? null };
}

function fileSide(file: EffectiveFile | undefined): FileSide | null {
  if (!file) return null;
  const { path: _, facts: __, ...rest } = file;
  return { ...rest, layer: file.layer + 1 };
}
