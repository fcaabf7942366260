// Proves that each of many defects is caught by the one clause that is meant to, and named in its message.
import { type Engine, ensureRootImage, openEngine } from '@drydock/engine';
import { readFile, readImage } from '@drydock/layers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  baselineOf,
  clausesOf,
  defineContract,
  type Evidence,
  evaluate,
  formatVerdict,
  type Verdict,
} from '../src/index.ts';
import { ABSENCE_DEFECTS } from './broken-images/absence-defects.ts';
import { type BuiltImages, buildImages } from './broken-images/build-images.ts';
import { CONFIG_DEFECTS } from './broken-images/config-defects.ts';
import { type Defect, stageOf } from './broken-images/defect.ts';
import { FILE_DEFECTS } from './broken-images/file-defects.ts';
import { authorityFingerprint } from './broken-images/parts.ts';
import { SIZE_DEFECTS } from './broken-images/size-defects.ts';
import { strictContract } from './broken-images/strict-contract.ts';

const DEFECTS = [...SIZE_DEFECTS, ...FILE_DEFECTS, ...ABSENCE_DEFECTS, ...CONFIG_DEFECTS];
const MACHINE = { certificates: [authorityFingerprint()], mirrorHosts: ['mirror.example'] };

let engine: Engine;
let images: BuiltImages;

beforeAll(async () => {
  const options = { env: process.env, onProgress: () => undefined };
  engine = await openEngine(options);
  await ensureRootImage(engine, options);
  images = await buildImages(engine, DEFECTS);
});

afterAll(() => images?.[Symbol.asyncDispose]());

test('the clean image keeps all of the strict contract', async () => {
  const verdicts = await judge({ stage: 'clean' });

  expect(verdicts.length).toBeGreaterThan(50);
  expect(notKept(verdicts)).toEqual([]);
});

test('at least 60 defects are known, and every kind of clause has one', () => {
  const contract = defineContract(strictContract('a', 'b'));
  const seeded = new Set(DEFECTS.map(({ clause }) => clause));
  const kinds = (ids: Iterable<string>) =>
    new Set([...ids].map((id) => id.replace(/^files\..*?(\.[a-z]+)?$/, 'files$1')));

  const unseeded = [...kinds(clausesOf(contract).map(({ id }) => id))].filter((id) => !kinds(seeded).has(id));

  expect(DEFECTS.length).toBeGreaterThanOrEqual(60);
  // No image for another system can be built here.
  expect(unseeded).toEqual(['config.os']);
});

test.concurrent.each(DEFECTS.map((defect) => [defect.name, defect.clause, defect] as const))(
  '%s breaks %s and nothing else',
  async (_, clause, defect) => {
    const verdicts = await judge({ stage: stageOf(defect), ...defect });

    const broken = verdicts.filter(({ status }) => status === 'broken');
    const unchecked = verdicts.filter(({ status }) => status === 'error');
    expect(
      broken.map((one) => one.clause),
      notKept(verdicts).join('\n'),
    ).toEqual([clause]);
    expect(unchecked.map((one) => one.clause)).toEqual(defect.unchecked ?? []);
    expect(broken.map(formatVerdict).join()).toMatch(asPattern(defect.says));
  },
);

async function judge({
  stage,
  base = 'floor',
  baseline,
  contract = (strict) => strict,
}: { readonly stage: string } & Partial<Defect>): Promise<readonly Verdict[]> {
  const read = (name: string) => readImage(engine, images.ref(name), { cacheDir: images.cacheDir });
  const image = await read(stage);
  const evidence: Evidence = {
    image,
    base: await read(base),
    machine: MACHINE,
    readFile: async (path) => (await readFile(engine, image, path, { cacheDir: images.cacheDir }))?.bytes,
  };
  const before = baseline ? { ...evidence, image: await read(baseline) } : evidence;
  const promised = defineContract(contract(strictContract(image.ref, images.ref(base))));
  return evaluate(promised, { ...evidence, baseline: baselineOf(before) });
}

function notKept(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ status }) => status !== 'kept').map(formatVerdict);
}

function asPattern(says: string | RegExp): RegExp {
  return says instanceof RegExp ? says : new RegExp(says.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
