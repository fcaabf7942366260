// Proves of images that are made up by chance that Drydock reads what the engine's containers have, entry by entry, and
// that its sums are those of an independent count: what is unpacked, what is wasted, what a registry would send.
import { expect, test } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { openTestEngine } from '../support/services.ts';
import { drawImage } from './generated/draw-image.ts';
import { judgeImages } from './generated/judge-images.ts';

const COUNT = 30;
const SEED = 'npm test';

test('thirty generated images are read as the engine has them', { timeout: 300_000 }, async () => {
  expect(await judgeImages(await openTestEngine(), { count: COUNT, seed: SEED })).toEqual([]);
});

test('they hold something of everything', () => {
  const images = Array.from({ length: COUNT }, (_, index) => drawImage('a:b', seeded(`${SEED} ${index}`)));
  const steps = images.flatMap(({ layers }) => layers.flat());

  expect(new Set(steps.map(({ kind }) => kind)).size).toBe(7);
  expect(new Set(images.map(({ layers }) => layers.length))).toEqual(new Set([2, 3, 4, 5, 6]));
  expect(images.filter(({ layers }) => new Set(layers).size < layers.length).length).toBeGreaterThan(2);
  expect(steps.some((step) => step.kind === 'folder' && step.isOpaque)).toBe(true);
  for (const name of ['user.note', 'security.capability'])
    expect(
      steps.some((step) => 'attributes' in step && name in step.attributes),
      name,
    ).toBe(true);
});
