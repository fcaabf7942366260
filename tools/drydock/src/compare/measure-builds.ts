import type { Engine } from '@drydock/engine';
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
}

/** A registry may stall in the middle of a download: that build is no measurement. */
const MAX_ATTEMPTS = 3;

/** Builds one target and gives how long that took, reading of the bake file and loading of the image included. */
export async function timeBuild(
  { context, engine, inputs }: Builder,
  options: { readonly targets: readonly string[]; readonly root?: string; readonly isCold?: boolean },
): Promise<number> {
  const { targets, root = context.root, isCold = false } = options;
  const { signal } = context;
  const noCache = isCold ? { noCache: 'requested' as const } : {};
  for (let attempt = 1; ; attempt += 1) {
    const begun = performance.now();
    const result = await buildImages(engine, { root, ...inputs, targets, ...noCache, signal });
    if (result.ok) return performance.now() - begun;
    if (result.failure.kind !== 'network' || attempt === MAX_ATTEMPTS) throw buildError(result.failure);
    context.progress.note(`  the network did not answer ${targets.join(', ')}; measuring again`);
  }
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
    for (const { target } of variants) {
      context.progress.step(`building ${target} after an edit: ${turn} of ${times}`);
      const ms = await timeBuild(builder, { targets: [target], root: copy.folder });
      measured.set(target, [...(measured.get(target) ?? []), ms]);
    }
  }
  return new Map([...measured].map(([target, ms]) => [target, median(ms)]));
}
