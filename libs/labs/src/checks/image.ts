import { join } from 'node:path';
import {
  type ContractInput,
  contentPaths,
  defineContract,
  type Evidence,
  evaluate,
  type Verdict,
} from '@drydock/contracts';
import { dockerfileSources } from '@drydock/images';
import { readFiles, readImage, traceSteps } from '@drydock/layers';
import { type Check, type CheckWords, worded } from '../check.ts';
import { type Finding, fail, PASS, uncheckable } from '../finding.ts';
import type { BuildRecipe } from '../recipe.ts';
import type { LabBuild, Workbench } from '../workbench.ts';
import { brokenBuild } from './broken-build.ts';

/** Sections of an `image.contract.ts`. */
export type ImagePromise = Omit<ContractInput, 'image' | 'behaviour' | 'drift'>;

export interface ImageOptions extends CheckWords {
  readonly build?: BuildRecipe | undefined;
}

/** The image that the learner's Dockerfile builds keeps a contract. The first clause that is broken is shown. */
export function image(promise: ImagePromise, options: ImageOptions = {}): Check {
  const contract = defineContract({ ...promise, image: 'your image' });
  return {
    title: 'the image keeps its contract',
    look: async (bench) => {
      const build = await bench.build(options.build);
      if (build.failure) return brokenBuild(build.failure, bench.needs);
      const verdicts = await evaluate(contract, await evidenceOf(bench, build, contract));
      return worded(findingOf(verdicts), options);
    },
  };
}

async function evidenceOf(
  bench: Workbench,
  { image: ref, recipe }: LabBuild,
  contract: ReturnType<typeof defineContract>,
): Promise<Evidence> {
  const { engine, folder, cacheDir, signal } = bench;
  const { context = '', dockerfile = 'Dockerfile', target, args } = recipe;
  const path = join(context, dockerfile);
  const [read, sources, base] = await Promise.all([
    readImage(engine, ref, { cacheDir, signal }),
    dockerfileSources(join(folder, path), { stage: target, ...(args && { args }), shownAs: path }),
    contract.base === undefined || contract.base === 'scratch'
      ? undefined
      : readImage(engine, contract.base, { cacheDir, signal }).catch(() => undefined),
  ]);
  const contents = await readFiles(engine, read, contentPaths(contract), { cacheDir, signal });
  return {
    image: { ...read, ref: 'your image' },
    steps: traceSteps(read, sources.steps),
    from: sources.from,
    base,
    readFile: async (file) => {
      const content = contents.get(file);
      return content?.isWhole ? content.bytes : undefined;
    },
  };
}

/** Broken before unknown: what is known to be wrong can be mended. */
function findingOf(verdicts: readonly Verdict[]): Finding {
  const broken = verdicts.find(({ status }) => status === 'broken');
  if (broken) {
    const { title, clause, expected, actual, why, nextStep } = broken;
    const evidence = [`clause ${clause}: expected ${expected}, actual ${actual}`, ...why];
    return fail(`your image should have: ${title}`, evidence, nextStep);
  }
  const unknown = verdicts.find(({ status }) => status === 'error');
  if (unknown)
    return uncheckable(`clause ${unknown.clause} could not be checked`, unknown.why, unknown.nextStep);
  return PASS;
}
