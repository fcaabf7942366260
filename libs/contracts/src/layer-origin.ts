import type { Evidence, LayerStep } from './evidence.ts';

/** Long enough to be recognised, short enough for one line. */
const STEP_LENGTH = 90;

/** `layer 3, COPY /app /app (apps/shop/Dockerfile:41)`: as much of it as is known. */
export function nameLayer(evidence: Evidence, layer: number): string {
  const title = layerTitle(evidence, layer);
  return `layer ${layer + 1}${title && `, ${title}`}`;
}

/** What made a layer, on one line, with the place in the Dockerfile where that is known. */
export function layerTitle(evidence: Evidence, layer: number): string {
  const source = stepOfLayer(evidence, layer)?.source;
  return `${stepText(evidence, layer)}${source ? ` (${source.file}:${source.line})` : ''}`;
}

/** What made a layer, on one line: the same from build to build, so that layers of two builds can be paired. */
export function layerStepText(evidence: Evidence, layer: number): string {
  return stepText(evidence, layer) || `layer ${layer + 1}`;
}

function stepText(evidence: Evidence, layer: number): string {
  const withLayers = evidence.image.history.filter(({ hasLayer }) => hasLayer);
  const step = stepOfLayer(evidence, layer);
  const text = step?.source?.text ?? step?.createdBy ?? withLayers[layer]?.createdBy ?? '';
  return shorten(text);
}

function stepOfLayer({ steps = [] }: Evidence, layer: number): LayerStep | undefined {
  return steps.find((step) => step.layer === layer);
}

function shorten(text: string): string {
  const line = text
    .replace(/^\|\d+ .*?(?=\/bin\/sh -c )/, '')
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^(RUN )?\/bin\/sh -c /, 'RUN ')
    .replace(/\s*# buildkit$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= STEP_LENGTH ? line : `${line.slice(0, STEP_LENGTH - 1)}…`;
}

/**
 * How many layers, from the lowest up, belong to the image that this one is built FROM. Nothing when nobody knows:
 * an image does not tell by itself.
 */
export function countBaseLayers({ image, base, steps = [], from }: Evidence): number | undefined {
  if (from === 'scratch') return 0;
  if (base?.layers.every(({ diffId }, index) => image.layers[index]?.diffId === diffId))
    return base.layers.length;
  if (!steps.some(({ source }) => source)) return undefined;
  const own = steps.filter(({ isBase, layer, source }) => !isBase && source && layer !== undefined);
  return Math.min(image.layers.length, ...own.map(({ layer = 0 }) => layer));
}
