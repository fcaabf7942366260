// Proves that each of many defects is caught by the one clause that is meant to, and named in its message.
import { afterAll, beforeAll, test } from 'vitest';
import { OTHER_DEFECTS } from './broken-images/all-defects.ts';
import { type BuiltImages, buildImages } from './broken-images/build-images.ts';
import { expectCaught } from './broken-images/judge.ts';

let images: BuiltImages;

beforeAll(async () => {
  images = await buildImages(OTHER_DEFECTS);
});

afterAll(() => images?.[Symbol.asyncDispose]());

test.concurrent.each(OTHER_DEFECTS.map((defect) => [defect.name, defect.clause, defect] as const))(
  '%s breaks %s and nothing else',
  (_name, _clause, defect) => expectCaught(images, defect),
);
