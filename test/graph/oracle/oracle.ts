import type { Engine } from '@drydock/engine';
import type { Clone } from '../clone.ts';
import { addCompiled, type Compiled, compile } from './compiled.ts';
import { addImages, readImages } from './images.ts';
import { addReads } from './reads.ts';
import type { Reasons } from './reasons.ts';
import { addTools } from './tools.ts';

/**
 * Knows which tasks can end differently after a change of a file, without asking Nx: from the compiler, from bake, from
 * the contexts of builds, and from what the sources of tests say.
 */
export interface Oracle {
  /** Why, by task. */
  readonly tasksOf: (file: string) => ReadonlyMap<string, string>;
  readonly compiled: Compiled;
}

export interface OracleOptions {
  /** Every task that there is. */
  readonly tasks: readonly string[];
  /** What was known before this file was changed. */
  readonly before?: { readonly compiled: Compiled; readonly changed: string };
}

export async function askOracle(
  engine: Engine,
  clone: Clone,
  { tasks, before }: OracleOptions,
): Promise<Oracle> {
  const reasons: Reasons = new Map();
  const compiled = await compile(clone, before?.compiled, before?.changed);
  const images = await readImages(engine, clone);
  addCompiled(reasons, compiled);
  addImages(reasons, images);
  addReads(reasons, clone, compiled, images);
  addTools(reasons, clone, { tasks, compiled });
  return { compiled, tasksOf: (file) => reasons.get(file) ?? new Map() };
}
