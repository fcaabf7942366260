import { countBaseLayers, ownSize, type TracedStep, traceSteps } from '@drydock/layers';
import type { Evidence } from './evidence.ts';

/** Long enough to be recognised, short enough for one line. */
const STEP_LENGTH = 90;

/** `layer 3, COPY /app /app (apps/shop/Dockerfile:41)`: as much of it as is known. */
export function nameLayer(evidence: Evidence, layer: number): string {
  const title = layerTitle(evidence, layer);
  return `layer ${layer + 1}${title && `, ${title}`}`;
}

/** What made a layer, on one line, with the place in the Dockerfile where that is known. */
export function layerTitle(evidence: Evidence, layer: number): string {
  const step = stepOfLayer(evidence, layer);
  const place = step?.source && ` (${step.source.file}:${step.source.line})`;
  return `${shorten(step)}${place ?? ''}`;
}

/** What made a layer, on one line: the same from build to build, so that layers of two builds can be paired. */
export function layerStepText(evidence: Evidence, layer: number): string {
  return shorten(stepOfLayer(evidence, layer)) || `layer ${layer + 1}`;
}

function stepOfLayer({ image, steps = traceSteps(image) }: Evidence, layer: number): TracedStep | undefined {
  return steps.find((step) => step.layer === layer);
}

function shorten({ text }: Pick<TracedStep, 'text'> = { text: '' }): string {
  return text.length <= STEP_LENGTH ? text : `${text.slice(0, STEP_LENGTH - 1)}…`;
}

/**
 * How many layers, from the lowest up, belong to the image that this one is built FROM. Nothing when nobody knows:
 * an image does not tell by itself.
 */
export function baseLayersOf({ image, base, steps = [], from }: Evidence): number | undefined {
  if (from === 'scratch') return 0;
  return (base && ownSize(image, base)?.baseLayers) ?? countBaseLayers(steps);
}
