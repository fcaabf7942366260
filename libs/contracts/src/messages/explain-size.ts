import { type Baseline, baselineOf } from '../baseline.ts';
import { formatBytes } from '../byte-size.ts';
import type { Evidence } from '../evidence.ts';
import { baseLayersOf, layerTitle } from '../layer-origin.ts';
import { listSome } from './list-some.ts';

const LAYER_LIMIT = 4;
const FILE_LIMIT = 6;

/** Where the bytes are: what grew since the baseline, or, without one, what is biggest. Own apart from base. */
export function explainSize(evidence: Evidence, kind: 'unpackedBytes' | 'transferBytes'): string[] {
  const now = baselineOf(evidence);
  const { baseline } = evidence;
  if (!baseline) return [...ownAndBase(evidence, now), ...biggest(evidence, now, kind)];
  const grown = [...grownLayers(evidence, baseline, now, kind), ...grownFiles(evidence, baseline, now)];
  const shares = ownAndBaseSince(baseline, now);
  return grown.length > 0
    ? [...shares, ...grown]
    : [
        ...shares,
        'nothing grew since the baseline: it was over this limit before',
        ...biggest(evidence, now, kind),
      ];
}

function ownAndBase(evidence: Evidence, { unpackedBytes, ownBytes }: Baseline): string[] {
  const base = baseLayersOf(evidence);
  if (ownBytes === undefined || base === undefined || base === 0) return [];
  const layers = evidence.image.layers.length;
  return [
    `own ${formatBytes(ownBytes)} in ${layers - base} of ${layers} layers, base ${formatBytes(unpackedBytes - ownBytes)}`,
  ];
}

function ownAndBaseSince(then: Baseline, now: Baseline): string[] {
  if (then.ownBytes === undefined || now.ownBytes === undefined) return [];
  const base = (row: Baseline) => row.unpackedBytes - (row.ownBytes ?? 0);
  return [
    `since the baseline: own ${change(then.ownBytes, now.ownBytes)}, base ${change(base(then), base(now))}`,
  ];
}

function grownLayers(
  evidence: Evidence,
  then: Baseline,
  now: Baseline,
  kind: 'unpackedBytes' | 'transferBytes',
): string[] {
  const before = [...then.layers];
  const base = baseLayersOf(evidence) ?? 0;
  const changes = now.layers.map((layer, index) => {
    const known = before.findIndex(({ step }) => step === layer.step);
    const old = known < 0 ? undefined : before.splice(known, 1)[0]?.[kind];
    return { index, old, size: layer[kind], grown: layer[kind] - (old ?? 0) };
  });
  const lines = changes
    .filter(({ grown }) => grown > 0)
    .sort((a, b) => b.grown - a.grown)
    .map(({ index, old, size }) => {
      const owner = index < base ? 'base layer' : 'layer';
      return `${owner} ${index + 1} ${change(old, size)}${titled(evidence, index)}`;
    });
  return listSome(lines, LAYER_LIMIT);
}

function grownFiles(evidence: Evidence, then: Baseline, now: Baseline): string[] {
  const lines = Object.entries(now.files)
    .map(([path, size]) => ({ path, size, old: then.files[path] }))
    .filter(({ size, old = 0 }) => size > old)
    .sort((a, b) => b.size - (b.old ?? 0) - (a.size - (a.old ?? 0)))
    .map(({ path, size, old }) => `${path} ${change(old, size)}${broughtBy(evidence, path)}`);
  return listSome(lines, FILE_LIMIT);
}

function biggest(evidence: Evidence, now: Baseline, kind: 'unpackedBytes' | 'transferBytes'): string[] {
  const layers = now.layers
    .map((layer, index) => ({ index, size: layer[kind] }))
    .sort((a, b) => b.size - a.size)
    .filter(({ size }) => size > 0)
    .map(({ index, size }) => `layer ${index + 1} ${formatBytes(size)}${titled(evidence, index)}`);
  const files = Object.entries(now.files).map(
    ([path, size]) => `${path} ${formatBytes(size)}${broughtBy(evidence, path)}`,
  );
  return [...listSome(layers, LAYER_LIMIT), ...listSome(files, FILE_LIMIT)];
}

function titled(evidence: Evidence, layer: number): string {
  const title = layerTitle(evidence, layer);
  return title && `: ${title}`;
}

/** The instruction of the uppermost layer that has the file, where its place is known. */
function broughtBy(evidence: Evidence, path: string): string {
  const layer = evidence.image.layers.findLastIndex(({ entries }) =>
    entries.some((entry) => `/${entry.path}` === path),
  );
  const source = evidence.steps?.find((step) => step.layer === layer)?.source;
  return source ? `, by ${source.file}:${source.line}` : '';
}

function change(old: number | undefined, size: number): string {
  if (old === undefined) return `+${formatBytes(size)} (new)`;
  if (old === size) return `unchanged (${formatBytes(size)})`;
  const sign = size > old ? '+' : '−';
  return `${sign}${formatBytes(Math.abs(size - old))} (${formatBytes(old)} → ${formatBytes(size)})`;
}
