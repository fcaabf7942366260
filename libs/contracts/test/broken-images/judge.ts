import { readFile, readImage } from '@drydock/layers';
import { expect } from 'vitest';
import {
  baselineOf,
  defineContract,
  type Evidence,
  evaluate,
  formatVerdict,
  type Verdict,
} from '../../src/index.ts';
import type { BuiltImages } from './build-images.ts';
import { type Defect, stageOf } from './defect.ts';
import { authorityFingerprint } from './parts.ts';
import { strictContract } from './strict-contract.ts';

const MACHINE = { certificates: [authorityFingerprint()], mirrorHosts: ['mirror.example'] };

/** Fails unless a defect is caught by the clause that is meant to, by no other one, and named. */
export async function expectCaught(images: BuiltImages, defect: Defect): Promise<void> {
  const verdicts = await judged(images, { stage: stageOf(defect), ...defect });

  const broken = verdicts.filter(({ status }) => status === 'broken');
  const unchecked = verdicts.filter(({ status }) => status === 'error');
  expect(
    broken.map((one) => one.clause),
    notKept(verdicts).join('\n'),
  ).toEqual([defect.clause]);
  expect(unchecked.map((one) => one.clause)).toEqual(defect.unchecked ?? []);
  expect(broken.map(formatVerdict).join()).toMatch(asPattern(defect.says));
}

/** What the strict contract says of an image. */
export async function judged(
  images: BuiltImages,
  {
    stage,
    base = 'floor',
    baseline,
    contract = (strict) => strict,
  }: { readonly stage: string } & Partial<Defect>,
): Promise<readonly Verdict[]> {
  const { engine } = images;
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

export function notKept(verdicts: readonly Verdict[]): string[] {
  return verdicts.filter(({ status }) => status !== 'kept').map(formatVerdict);
}

function asPattern(says: string | RegExp): RegExp {
  return says instanceof RegExp ? says : new RegExp(says.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
