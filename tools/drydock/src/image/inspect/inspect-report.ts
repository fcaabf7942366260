import type { SourceStep } from '@drydock/images';
import { effectiveFiles, type ImageConfig, type Layer } from '@drydock/layers';
import {
  type MadeStep,
  own,
  type PackageSum,
  packageIndex,
  stepsOf,
  type Wasted,
  wastedFiles,
} from '../attribution.ts';
import { historyText, instructionText } from '../instruction-text.ts';
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
  /** Biggest first. */
  readonly files: readonly FileReport[];
  /** Biggest first. */
  readonly packages: readonly PackageSum[];
  readonly wastedBytes: number;
  /** Biggest first. */
  readonly wasted: readonly Wasted[];
}

export interface LayerReport {
  readonly number: number;
  readonly digest: string;
  readonly diffId: string;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  /** All that is in it but folders. */
  readonly files: number;
  readonly isBase: boolean;
  /** As the Dockerfile has it, else as the image's history does. */
  readonly instruction: string;
  readonly source: Pick<SourceStep, 'file' | 'line' | 'stage'> | null;
}

export interface FileReport {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly layer: number;
  readonly package: string | null;
}

export function inspectReport({ image, sources }: OpenedImage): InspectReport {
  const steps = stepsOf(image, sources?.steps);
  const packages = packageIndex(image);
  const wasted = wastedFiles(image);
  const base = own(image, steps);
  const { ref, id, unpackedBytes, transferBytes, config } = image;
  const files = [...effectiveFiles(image).values()]
    .filter(({ type, size }) => type === 'file' && size > 0)
    .sort((a, b) => b.size - a.size)
    .map(({ path, size, layer }) => ({
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
    layers: image.layers.map((layer, index) => layerReport(layer, index, steps)),
    files,
    packages: packages.list,
    wastedBytes: wasted.bytes,
    wasted: wasted.files,
  };
}

function layerReport(layer: Layer, index: number, steps: readonly MadeStep[]): LayerReport {
  const { digest, diffId, unpackedBytes, transferBytes, entries } = layer;
  const step = steps.find((each) => each.layer === index);
  const source = step?.source;
  const files = entries.filter(({ type }) => !['directory', 'whiteout', 'opaque'].includes(type)).length;
  return {
    number: index + 1,
    digest,
    diffId,
    unpackedBytes,
    transferBytes,
    files,
    isBase: step?.isBase ?? false,
    instruction: source ? instructionText(source) : historyText(step?.createdBy ?? ''),
    source: source ? { file: source.file, line: source.line, stage: source.stage } : null,
  };
}
