import { type Baseline, baselineOf } from '../baseline.ts';
import { formatBytes } from '../byte-size.ts';
import type { Evidence } from '../evidence.ts';
import { baseLayersOf, layerTitle } from '../layer-origin.ts';
import { listSome } from './list-some.ts';

const LAYER_LIMIT = 4;
const FILE_LIMIT = 6;

/** Which bytes are to be explained. */
export interface Explained {
  readonly kind: 'unpackedBytes' | 'transferBytes';
  /** Leave out what the base image brings. */
  readonly isOwn?: boolean;
}

/** Sizes of now and then, and what tells where the bytes are from. */
interface Sizes extends Explained {
  readonly evidence: Evidence;
  readonly now: Baseline;
  /** Layers below this one are the base's. Zero when nobody knows. */
  readonly firstOwn: number;
}

/** Where the bytes are: what grew since the baseline, or, without one, what is biggest. Own apart from base. */
export function explainSize(evidence: Evidence, explained: Explained): string[] {
  const sizes = { ...explained, evidence, now: baselineOf(evidence), firstOwn: baseLayersOf(evidence) ?? 0 };
  const { baseline } = evidence;
  if (!baseline) return [...ownAndBase(sizes), ...biggest(sizes)];
  const grown = [...grownLayers(sizes, baseline), ...grownFiles(sizes, baseline)];
  const shares = ownAndBaseSince(baseline, sizes.now);
  return grown.length > 0
    ? [...shares, ...grown]
    : [...shares, 'nothing grew since the baseline: it was over this limit before', ...biggest(sizes)];
}

function ownAndBase({ evidence, now: { unpackedBytes, ownBytes }, firstOwn }: Sizes): string[] {
  if (ownBytes === undefined || firstOwn === 0) return [];
  const layers = evidence.image.layers.length;
  const base = formatBytes(unpackedBytes - ownBytes);
  return [`own ${formatBytes(ownBytes)} in ${layers - firstOwn} of ${layers} layers, base ${base}`];
}

function ownAndBaseSince(then: Baseline, now: Baseline): string[] {
  if (then.ownBytes === undefined || now.ownBytes === undefined) return [];
  const base = (row: Baseline) => row.unpackedBytes - (row.ownBytes ?? 0);
  if (base(then) === 0 && base(now) === 0) return []; // it stands on nothing
  return [
    `since the baseline: own ${change(then.ownBytes, now.ownBytes)}, base ${change(base(then), base(now))}`,
  ];
}

function grownLayers(sizes: Sizes, then: Baseline): string[] {
  const { now, kind } = sizes;
  const before = [...then.layers];
  const changes = now.layers.map((layer, index) => {
    const known = before.findIndex(({ step }) => step === layer.step);
    const old = known < 0 ? undefined : before.splice(known, 1)[0]?.[kind];
    return { index, old, size: layer[kind], grown: layer[kind] - (old ?? 0) };
  });
  const lines = changes
    .filter(({ grown, index }) => grown > 0 && isMeant(sizes, index))
    .sort((a, b) => b.grown - a.grown)
    .map(({ index, old, size }) => layerLine(sizes, index, change(old, size)));
  return listSome(lines, LAYER_LIMIT);
}

function grownFiles(sizes: Sizes, then: Baseline): string[] {
  const lines = Object.entries(sizes.now.files)
    .map(([path, size]) => ({ path, size, old: then.files[path] }))
    .filter(({ path, size, old = 0 }) => size > old && isMeant(sizes, layerOf(sizes, path)))
    .sort((a, b) => b.size - (b.old ?? 0) - (a.size - (a.old ?? 0)))
    .map(({ path, size, old }) => `${path} ${change(old, size)}${broughtBy(sizes, path)}`);
  return listSome(lines, FILE_LIMIT);
}

function biggest(sizes: Sizes): string[] {
  const layers = sizes.now.layers
    .map((layer, index) => ({ index, size: layer[sizes.kind] }))
    .filter(({ size, index }) => size > 0 && isMeant(sizes, index))
    .sort((a, b) => b.size - a.size)
    .map(({ index, size }) => layerLine(sizes, index, formatBytes(size)));
  const files = Object.entries(sizes.now.files)
    .filter(([path]) => isMeant(sizes, layerOf(sizes, path)))
    .map(([path, size]) => `${path} ${formatBytes(size)}${broughtBy(sizes, path)}`);
  return [...listSome(layers, LAYER_LIMIT), ...listSome(files, FILE_LIMIT)];
}

/** Small files, counted together, come from any layer. */
function isMeant({ isOwn, firstOwn }: Sizes, layer: number): boolean {
  return !isOwn || firstOwn === 0 || layer >= firstOwn;
}

function layerLine({ evidence, firstOwn }: Sizes, layer: number, size: string): string {
  const title = layerTitle(evidence, layer);
  return `${layer < firstOwn ? 'base layer' : 'layer'} ${layer + 1} ${size}${title && `: ${title}`}`;
}

/** The instruction of the uppermost layer that has the file, where its place is known. */
function broughtBy(sizes: Sizes, path: string): string {
  const layer = layerOf(sizes, path);
  const source = sizes.evidence.steps?.find((step) => step.layer === layer)?.source;
  return source ? `, by ${source.file}:${source.line}` : '';
}

/** The uppermost that has the file; -1 for a line that stands for many. */
function layerOf({ evidence }: Sizes, path: string): number {
  const plain = path.slice(1);
  return evidence.image.layers.findLastIndex(({ entries }) => entries.some((entry) => entry.path === plain));
}

function change(old: number | undefined, size: number): string {
  if (old === undefined) return `+${formatBytes(size)} (new)`;
  if (old === size) return `unchanged (${formatBytes(size)})`;
  const sign = size > old ? '+' : '−';
  return `${sign}${formatBytes(Math.abs(size - old))} (${formatBytes(old)} → ${formatBytes(size)})`;
}
