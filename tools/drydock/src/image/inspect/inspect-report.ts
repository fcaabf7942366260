import { effectiveFiles, type ImageConfig } from '@drydock/layers';
import { own, type PackageSum, packageIndex, stepsOf, type Wasted, wastedFiles } from '../attribution.ts';
import { fileWeight } from '../file-weight.ts';
import { type LayerReport, layerReports } from '../layer-report.ts';
import type { OpenedImage } from '../open-image.ts';

/** What `inspect` says of an image, and its JSON. Layers are counted from 1, the lowest first. */
export interface InspectReport {
  readonly ref: string;
  readonly id: string;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  /** Unpacked bytes above the base image; null when nobody knows which layers are the base's. */
  readonly ownBytes: number | null;
  readonly base: string | null;
  readonly config: ImageConfig;
  readonly layers: readonly LayerReport[];
  /** Files that are not empty, and how many there are. */
  readonly fileCount: number;
  /** Biggest first, and not more than a few unless all were asked for. */
  readonly files: readonly FileReport[];
  /** Biggest first. */
  readonly packages: readonly PackageSum[];
  readonly wastedBytes: number;
  /** Biggest first. */
  readonly wasted: readonly Wasted[];
}

export interface FileReport {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly layer: number;
  readonly package: string | null;
}

const SHOWN_FILES = 10;

export function inspectReport(
  { image, sources }: Pick<OpenedImage, 'image' | 'sources'>,
  { all = false }: { readonly all?: boolean } = {},
): InspectReport {
  const steps = stepsOf(image, sources?.steps);
  const packages = packageIndex(image);
  const wasted = wastedFiles(image);
  const base = own(image, steps);
  const { ref, id, unpackedBytes, transferBytes, config } = image;
  const files = [...effectiveFiles(image).values()]
    .filter((file) => file.type === 'file' && fileWeight(file) > 0)
    .sort((a, b) => b.size - a.size);
  const shown = files.slice(0, all ? files.length : SHOWN_FILES).map(({ path, size, layer }) => ({
    path: `/${path}`,
    sizeBytes: size,
    layer: layer + 1,
    package: packages.of(path)?.name ?? null,
  }));
  return {
    ref,
    id,
    unpackedBytes,
    transferBytes,
    ownBytes: base?.bytes ?? null,
    base: base?.base ?? null,
    config,
    layers: layerReports({ image, sources }),
    fileCount: files.length,
    files: shown,
    packages: packages.list,
    wastedBytes: wasted.bytes,
    wasted: wasted.files,
  };
}
