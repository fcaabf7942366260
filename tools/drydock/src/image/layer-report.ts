import type { SourceStep } from '@drydock/images';
import type { Layer } from '@drydock/layers';
import { type MadeStep, stepsOf } from './attribution.ts';
import { historyText, instructionText } from './instruction-text.ts';
import type { OpenedImage } from './open-image.ts';

/** A layer, and what made it. */
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

/** Lowest first. */
export function layerReports({ image, sources }: Pick<OpenedImage, 'image' | 'sources'>): LayerReport[] {
  const steps = stepsOf(image, sources?.steps);
  return image.layers.map((layer, index) => layerReport(layer, index, steps));
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
