import { wastedBytes } from '@drydock/layers';
import { ownBytes } from '../baseline.ts';
import { formatBytes } from '../byte-size.ts';
import type { Clause } from '../clause.ts';
import type { ImageView } from '../image-view.ts';
import { nameLayer } from '../layer-origin.ts';
import { explainSize } from '../messages/explain-size.ts';
import { listSome } from '../messages/list-some.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, type Outcome, unchecked } from '../verdict.ts';

const LIST_LIMIT = 6;

/** Upper limits of what an image weighs. */
export function sizeClauses({ size }: Contract): Clause[] {
  if (!size) return [];
  const { unpacked, transfer, own, perLayer, layers, wasted, because } = size;
  const clause = (name: string, limit: string, check: Clause['check']): Clause => {
    return { id: `size.${name}`, title: `${TITLES[name]} at most ${limit}`, check };
  };
  const bytes = (name: string, limit: number | undefined, measure: Measure): Clause[] =>
    limit === undefined
      ? []
      : [clause(name, formatBytes(limit), (view) => compare(view, { limit, because, ...measure }))];
  return [
    ...bytes('unpacked', unpacked, { of: ({ image }) => image.unpackedBytes, why: unpackedBytes }),
    ...bytes('transfer', transfer, { of: ({ image }) => image.transferBytes, why: transferBytes }),
    ...bytes('own', own, { of: ({ evidence }) => ownBytes(evidence), why: ownFiles }),
    ...bytes('perLayer', perLayer, { of: biggestLayer, why: nameBiggestLayers }),
    ...(layers === undefined
      ? []
      : [clause('layers', `${layers}`, (view) => compareLayers(view, layers, because))]),
    ...bytes('wasted', wasted, { of: ({ image }) => wastedBytes(image).bytes, why: nameWasted }),
  ];
}

const TITLES: Readonly<Record<string, string>> = {
  unpacked: 'unpacked',
  transfer: 'transfer',
  own: 'own bytes',
  perLayer: 'each layer',
  layers: 'layers:',
  wasted: 'wasted',
};

interface Measure {
  readonly of: (view: ImageView) => number | undefined;
  readonly why: (view: ImageView) => string[];
}

interface Limit extends Measure {
  readonly limit: number;
  readonly because: string | undefined;
}

function compare(view: ImageView, { limit, because, of, why }: Limit): Outcome {
  const size = of(view);
  if (size === undefined)
    return unchecked(
      'nobody knows which of its layers belong to the base image',
      'check it together with its Dockerfile, or name its base in the contract',
    );
  const expected = `at most ${formatBytes(limit)}${because ? ` (${because})` : ''}`;
  if (size <= limit) return kept(expected, formatBytes(size));
  const actual = `${exact(size, limit)} (+${formatBytes(size - limit)})`;
  return broken({
    expected,
    actual,
    why: why(view),
    nextStep: 'make it smaller, or raise the limit and say why',
  });
}

/** Two figures that look the same would not explain why one is too big. */
function exact(size: number, limit: number): string {
  return formatBytes(size) === formatBytes(limit) ? `${size} B` : formatBytes(size);
}

const unpackedBytes = ({ evidence }: ImageView) => explainSize(evidence, { kind: 'unpackedBytes' });
const transferBytes = ({ evidence }: ImageView) => explainSize(evidence, { kind: 'transferBytes' });
const ownFiles = ({ evidence }: ImageView) => explainSize(evidence, { kind: 'unpackedBytes', isOwn: true });

function biggestLayer({ image }: ImageView): number {
  return Math.max(0, ...image.layers.map(({ unpackedBytes }) => unpackedBytes));
}

function nameBiggestLayers({ evidence }: ImageView): string[] {
  const { layers } = evidence.image;
  const biggest = layers.map(({ unpackedBytes }, index) => ({ unpackedBytes, index }));
  biggest.sort((a, b) => b.unpackedBytes - a.unpackedBytes);
  return listSome(
    biggest.map(({ unpackedBytes, index }) => `${formatBytes(unpackedBytes)}: ${nameLayer(evidence, index)}`),
    LIST_LIMIT,
  );
}

function compareLayers({ evidence }: ImageView, limit: number, because: string | undefined): Outcome {
  const { length } = evidence.image.layers;
  const expected = `at most ${limit}${because ? ` (${because})` : ''}`;
  if (length <= limit) return kept(expected, String(length));
  const why = evidence.image.layers.map((_, index) => nameLayer(evidence, index));
  return broken({
    expected,
    actual: String(length),
    why,
    nextStep: 'join instructions that belong together',
  });
}

function nameWasted({ image, evidence }: ImageView): string[] {
  const lines = wastedBytes(image).files.map(({ path, bytes, layer, lostIn, how }) => {
    const fate = `${how}${lostIn === undefined ? '' : ` in layer ${lostIn + 1}`}`;
    return `/${path} ${formatBytes(bytes)}, ${fate}, from ${nameLayer(evidence, layer)}`;
  });
  return listSome(lines, LIST_LIMIT);
}
