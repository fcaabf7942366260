// Proves that each of many defects is caught by the one clause that is meant to, and named in its message.
import { type Engine, ensureRootImage, openEngine } from '@drydock/engine';
import { afterAll, beforeAll, test } from 'vitest';
import { OTHER_DEFECTS } from './broken-images/all-defects.ts';
import { type BuiltImages, buildImages } from './broken-images/build-images.ts';
import { expectCaught } from './broken-images/judge.ts';

let engine: Engine;
let images: BuiltImages;

beforeAll(async () => {
  const options = { env: process.env, onProgress: () => undefined };
  engine = await openEngine(options);
  await ensureRootImage(engine, options);
  images = await buildImages(engine, OTHER_DEFECTS);
});

afterAll(() => images?.[Symbol.asyncDispose]());

test.concurrent.each(OTHER_DEFECTS.map((defect) => [defect.name, defect.clause, defect] as const))(
  '%s breaks %s and nothing else',
  (_name, _clause, defect) => expectCaught({ engine, images }, defect),
);
