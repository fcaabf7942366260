import type { Clause } from '../clause.ts';
import type { ImageView } from '../image-view.ts';
import { nameLayer } from '../layer-origin.ts';
import type { Contract } from '../schema/contract-schema.ts';
import { broken, kept, type Outcome, unchecked } from '../verdict.ts';

/** An image does not tell what it was built FROM: its lowest layers do, or its Dockerfile. */
export function baseClauses({ base }: Contract): Clause[] {
  if (base === undefined) return [];
  return [{ id: 'base', title: `built FROM ${base}`, check: (view) => compare(view, base) }];
}

function compare({ image, evidence }: ImageView, expected: string): Outcome {
  const { from, base } = evidence;
  if (expected !== 'scratch' && base) {
    const same = base.layers.findIndex(({ diffId }, index) => image.layers[index]?.diffId !== diffId);
    if (same < 0) return kept(expected, `${expected}, by its ${base.layers.length} lowest layers`);
    const why = `the first that differs is ${nameLayer(evidence, same)}`;
    const actual = from === undefined || from === expected ? `not the ${expected} of this engine` : from;
    return broken({ expected, actual, why: [why], nextStep: 'build it again, or correct its FROM' });
  }
  if (from === expected) return kept(expected, from);
  if (from !== undefined) return broken({ expected, actual: from, why: ['its last stage says so'] });
  return unchecked(
    'neither its Dockerfile nor its base image is at hand',
    expected === 'scratch' ? 'check it together with its Dockerfile' : `bring ${expected} into the engine`,
  );
}
