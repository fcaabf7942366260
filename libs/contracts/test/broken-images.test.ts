// Proves that a defect of each section of a contract is caught by the one clause that is meant to, and named in its message.
// every-broken-image.test.ts has all the others.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clausesOf, defineContract } from '../src/index.ts';
import { FIRST_DEFECTS, OTHER_DEFECTS } from './broken-images/all-defects.ts';
import { type BuiltImages, buildImages } from './broken-images/build-images.ts';
import { expectCaught, judged, notKept } from './broken-images/judge.ts';
import { strictContract } from './broken-images/strict-contract.ts';

let images: BuiltImages;

beforeAll(async () => {
  images = await buildImages(FIRST_DEFECTS);
});

afterAll(() => images?.[Symbol.asyncDispose]());

test('the clean image keeps all of the strict contract', async () => {
  const verdicts = await judged(images, { stage: 'clean' });

  expect(verdicts.length).toBeGreaterThan(50);
  expect(notKept(verdicts)).toEqual([]);
});

test('at least 60 defects are known, and every kind of clause has one', () => {
  const contract = defineContract(strictContract('a', 'b'));
  const defects = [...FIRST_DEFECTS, ...OTHER_DEFECTS];
  const seeded = new Set(defects.map(({ clause }) => clause));
  const kinds = (ids: Iterable<string>) =>
    new Set([...ids].map((id) => id.replace(/^files\..*?(\.[a-z]+)?$/, 'files$1')));

  const unseeded = [...kinds(clausesOf(contract).map(({ id }) => id))].filter((id) => !kinds(seeded).has(id));

  expect(defects.length).toBeGreaterThanOrEqual(60);
  // No image for another system can be built here.
  expect(unseeded).toEqual(['config.os']);
});

test.concurrent.each(FIRST_DEFECTS.map((defect) => [defect.name, defect.clause, defect] as const))(
  '%s breaks %s and nothing else',
  (_name, _clause, defect) => expectCaught(images, defect),
);
