import type { SourceStep } from '@drydock/images';
import type { Layer, TracedStep } from '@drydock/layers';
import { instructionText } from './instruction-text.ts';
import type { OpenedImage } from './open-image.ts';

/** A layer, and what made it. */
export interface LayerReport {
  readonly number: number;
  readonly digest: string;
  readonly diffId: string;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  /** It is not stored by gzip, and the engine could not be asked what it would send. */
  readonly isTransferEstimated: boolean;
  /** All that is in it but folders. */
  readonly files: number;
  readonly isBase: boolean;
  /** As the Dockerfile has it, else as the image's history does. */
  readonly instruction: string;
  readonly source: Pick<SourceStep, 'file' | 'line' | 'stage'> | null;
}

/** Lowest first. */
export function layerReports({ image, steps }: Pick<OpenedImage, 'image' | 'steps'>): LayerReport[] {
  const told = image.history.filter(({ hasLayer }) => hasLayer);
  const untold = image.layers.length - told.length;
  return image.layers.map((layer, index) => {
    const step = steps.find((each) => each.layer === index);
    // An image that was imported has no instruction, but says that.
    return layerReport(layer, { index, step, comment: told[index - untold]?.comment ?? '' });
  });
}

interface Made {
  readonly index: number;
  readonly step: TracedStep<SourceStep> | undefined;
  readonly comment: string;
}

function layerReport(layer: Layer, { index, step, comment }: Made): LayerReport {
  const { digest, diffId, unpackedBytes, transferBytes, isTransferEstimated = false, entries } = layer;
  const source = step?.source;
  const files = entries.filter(({ type }) => !['directory', 'whiteout', 'opaque'].includes(type)).length;
  return {
    number: index + 1,
    digest,
    diffId,
    unpackedBytes,
    transferBytes,
    isTransferEstimated,
    files,
    isBase: step?.isBase ?? false,
    instruction: instructionText(source ?? { text: step?.text || comment }),
    source: source ? { file: source.file, line: source.line, stage: source.stage } : null,
  };
}
