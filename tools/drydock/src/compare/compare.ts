import { join } from 'node:path';
import { type Engine, openHome, withLock } from '@drydock/engine';
import { planImages } from '@drydock/images';
import { effectiveFiles, readImage } from '@drydock/layers';
import { observeStarts } from '@drydock/stack';
import type { Context } from '../context.ts';
import { layersFolder } from '../image/open-image.ts';
import { prepareBuild } from '../prepare-build.ts';
import { type Comparison, median, type Row } from './comparison.ts';
import { machineText } from './machine.ts';
import { type Builder, removeImages, timeBuild, timeEdits } from './measure-builds.ts';
import { COMPARE_GROUP, type Variant, variantsOf } from './variants.ts';

export interface CompareRequest {
  readonly services: readonly string[];
  readonly starts: number;
  readonly edits: number;
}

/** Of the images that are measured, and of those with an edit in them: nobody's own images are touched. */
const TAG = 'compare';
const EDIT_TAG = 'compare-edit';

/** Measures the ways to build each service. Leaves no image and no container; the build cache stays. */
export async function compare(
  context: Context,
  engine: Engine,
  request: CompareRequest,
): Promise<Comparison> {
  const { root, signal } = context;
  const tagged = withTag(engine, TAG);
  const plan = await planImages(tagged, { root, targets: [COMPARE_GROUP], signal });
  const variants = variantsOf(plan, request.services);
  // Both would give their images the same names, and neither would have the machine to itself.
  return withLock(join(openHome(context.env).folder, 'compare.lock'), async () => {
    try {
      const inputs = await prepareBuild(context, engine);
      const builder = { context, engine: tagged, inputs, tag: TAG };
      const editBuilder = { context, engine: withTag(engine, EDIT_TAG), inputs, tag: EDIT_TAG };
      return await measure(builder, editBuilder, { ...request, variants });
    } finally {
      context.progress.step('removing the images');
      for (const tag of [TAG, EDIT_TAG]) await removeImages(engine, variants, tag);
    }
  });
}

/** `TAG` is a variable of the bake file. */
function withTag(engine: Engine, tag: string): Engine {
  return { ...engine, env: { ...engine.env, TAG: tag } };
}

async function measure(
  builder: Builder,
  editBuilder: Builder,
  { variants, starts, edits }: CompareRequest & { readonly variants: readonly Variant[] },
): Promise<Comparison> {
  const { context, engine } = builder;
  const { progress, root, signal } = context;
  progress.step('building all variants');
  await timeBuild(builder, { variants });
  const cold = new Map<string, number>();
  for (const [index, variant] of variants.entries()) {
    const { target } = variant;
    progress.step(`building ${target} from nothing: ${index + 1} of ${variants.length}`);
    cold.set(target, await timeBuild(builder, { variants: [variant], isCold: true }));
  }
  const edit = await timeEdits(editBuilder, variants, edits);
  progress.step('starting containers');
  const candidates = variants.map(({ service, tag }) => ({ service, image: tag }));
  const observed = await observeStarts(engine, {
    root,
    candidates,
    rounds: starts,
    signal,
    onStart: ({ image }, round) => progress.update(`starting containers: ${image}, ${round} of ${starts}`),
  });
  progress.step('reading the images');
  const sizes = await Promise.all(variants.map(({ tag }) => sizesOf(context, engine, tag)));
  const rows = variants.map((variant, index): Row => {
    const { readyAfterMs = [], idleMemoryBytes } = observed[index] ?? {};
    const { unpackedBytes = 0, transferBytes = 0, layers = 0, files = 0 } = sizes[index] ?? {};
    return {
      service: variant.service,
      variant: variant.name,
      unpackedBytes,
      transferBytes,
      layers,
      files,
      coldBuildMs: cold.get(variant.target) ?? 0,
      editBuildMs: edit.get(variant.target) ?? 0,
      firstAnswerMs: median(readyAfterMs),
      idleMemoryBytes,
    };
  });
  progress.end();
  const date = new Date().toISOString().slice(0, 10);
  return { date, machine: machineText(engine), starts, edits, rows };
}

async function sizesOf(context: Context, engine: Engine, tag: string) {
  const image = await readImage(engine, tag, { cacheDir: layersFolder(context), signal: context.signal });
  const { unpackedBytes, transferBytes, layers } = image;
  const files = [...effectiveFiles(image).values()].filter(({ type }) => type === 'file').length;
  return { unpackedBytes, transferBytes, layers: layers.length, files };
}
