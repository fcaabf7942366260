import {
  countBaseLayers,
  effectiveFiles,
  type ImageConfig,
  ownSize,
  packageIndex,
  unreadPackages,
  type WastedFile,
  wastedBytes,
} from '@drydock/layers';
import { fileWeight } from '../file-weight.ts';
import { type LayerReport, layerReports } from '../layer-report.ts';
import type { OpenedImage } from '../open-image.ts';
import { type PackageReport, packageReport } from '../package-report.ts';

/** What `inspect` says of an image, and its JSON. Layers are counted from 1, the lowest first. */
export interface InspectReport {
  readonly ref: string;
  readonly id: string;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  /** Unpacked bytes above the base image; null when no Dockerfile says which layers are the base's. */
  readonly ownBytes: number | null;
  readonly baseLayers: number | null;
  readonly config: ImageConfig;
  readonly layers: readonly LayerReport[];
  /** Files that are not empty, and how many there are. */
  readonly fileCount: number;
  /** Biggest first, and not more than a few unless all were asked for. */
  readonly files: readonly FileReport[];
  /** Biggest first. */
  readonly packages: readonly PackageReport[];
  /** What else says what is installed, and is not read. */
  readonly unreadPackages: readonly UnreadReport[];
  readonly wastedBytes: number;
  /** Biggest first. */
  readonly wasted: readonly WasteReport[];
}

interface FileReport {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly layer: number;
  readonly package: string | null;
}

interface UnreadReport {
  /** E.g. `rpm`. */
  readonly manager: string;
  /** Of its database, absolute. */
  readonly path: string;
}

const SHOWN_FILES = 10;

/** Bytes that no container can see. */
export interface WasteReport {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** The layer that carries them in vain, and the one that hides or removes them, where that is known. */
  readonly layer: number;
  readonly lostIn: number | null;
  readonly how: WastedFile['how'];
}

export function inspectReport(
  { image, steps }: Pick<OpenedImage, 'image' | 'steps'>,
  { all = false }: { readonly all?: boolean } = {},
): InspectReport {
  const packages = packageIndex(image);
  const wasted = wastedBytes(image);
  const baseLayers = countBaseLayers(steps);
  const own = baseLayers === undefined ? undefined : ownSize(image, baseLayers);
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
    ownBytes: own?.unpackedBytes ?? null,
    baseLayers: own?.baseLayers ?? null,
    config,
    layers: layerReports({ image, steps }),
    fileCount: files.length,
    files: shown,
    packages: packages.list.map(packageReport),
    unreadPackages: unreadPackages(image).map(({ manager, path }) => ({ manager, path: `/${path}` })),
    wastedBytes: wasted.bytes,
    wasted: wasted.files.map(wasteReport),
  };
}

function wasteReport({ path, bytes, layer, lostIn, how }: WastedFile): WasteReport {
  return { path: `/${path}`, bytes, layer: layer + 1, lostIn: lostIn === undefined ? null : lostIn + 1, how };
}
