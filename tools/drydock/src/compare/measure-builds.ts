import { type Engine, runDocker } from '@drydock/engine';
import { buildImages } from '@drydock/images';
import { buildError } from '../build-and-report.ts';
import type { Context } from '../context.ts';
import type { HostInputs } from '../prepare-build.ts';
import { copySources } from '../source-copy.ts';
import { median } from './comparison.ts';
import { editSource } from './edit-source.ts';
import type { Variant } from './variants.ts';

export interface Builder {
  readonly context: Context;
  readonly engine: Engine;
  readonly inputs: HostInputs;
  /** Of the images that are built: the engine's environment tells the bake file so. */
  readonly tag: string;
}

/** A registry may stall in the middle of a download: that build is no measurement. */
const MAX_ATTEMPTS = 3;

/** Builds variants and gives how long that took, reading of the bake file and loading of the images included. */
export async function timeBuild(
  { context, engine, inputs, tag }: Builder,
  options: { readonly variants: readonly Variant[]; readonly root?: string; readonly isCold?: boolean },
): Promise<number> {
  const { variants, root = context.root, isCold = false } = options;
  const { signal } = context;
  const targets = variants.map(({ target }) => target);
  // An image that loses its name to another one would stay without any.
  await removeImages(engine, variants, tag);
  const noCache = isCold ? { noCache: 'requested' as const } : {};
  for (let attempt = 1; ; attempt += 1) {
    const begun = performance.now();
    const result = await buildImages(engine, { root, ...inputs, targets, ...noCache, signal });
    if (result.ok) return performance.now() - begun;
    if (result.failure.kind !== 'network' || attempt === MAX_ATTEMPTS) throw buildError(result.failure);
    context.progress.note(`  the network did not answer ${targets.join(', ')}; measuring again`);
  }
}

/** Removes the images of variants, if they are there, with what they hold alone. */
export async function removeImages(engine: Engine, variants: readonly Variant[], tag: string): Promise<void> {
  const names = variants.map((variant) => variant.tag.replace(/:[^:/]*$/, `:${tag}`));
  await runDocker(engine, ['image', 'rm', '--force', ...names]);
}

/**
 * The median time to build each variant after an edit, by target. Each edit is one that no build has seen, in a copy of
 * the sources; a service's variants take turns, so that a busy moment of the machine hits all of them.
 */
export async function timeEdits(
  builder: Builder,
  variants: readonly Variant[],
  times: number,
): Promise<Map<string, number>> {
  const { context } = builder;
  const measured = new Map<string, number[]>();
  for (let turn = 1; turn <= times; turn += 1) {
    await using copy = await copySources(context);
    const mark = `(${process.pid}-${Date.now()})`;
    for (const editFile of new Set(variants.map((variant) => variant.editFile)))
      await editSource(copy.folder, { editFile, mark });
    for (const variant of variants) {
      const { target } = variant;
      context.progress.step(`building ${target} after an edit: ${turn} of ${times}`);
      const ms = await timeBuild(builder, { variants: [variant], root: copy.folder });
      measured.set(target, [...(measured.get(target) ?? []), ms]);
    }
  }
  return new Map([...measured].map(([target, ms]) => [target, median(ms)]));
}
