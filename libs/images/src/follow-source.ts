import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copiedPath } from './copied-path.ts';
import { makingStep } from './making-step.ts';
import type { SourceStep } from './source-step.ts';
import type { Referent, StageGraph } from './stage-graph.ts';

/** One place where a file was on its way into an image. */
export interface SourceHop {
  /** `text`: it is written in the Dockerfile, as a heredoc. `image`: one whose Dockerfile is not at hand. */
  readonly kind: 'stage' | 'context' | 'image' | 'text';
  /** Of the stage, image, or folder of the build context. */
  readonly name: string;
  /** Absolute in a stage or image, relative in a build context. */
  readonly path: string;
  /** What put it there. */
  readonly step?: SourceStep | undefined;
  /**
   * False when the step only looks like it: a RUN names the path or a folder above it, or is the only one
   * there is. What a RUN really does, nobody can read from a Dockerfile.
   */
  readonly isCertain: boolean;
  /** Of a RUN: the path in its text that gives it away, absolute. */
  readonly named?: string | undefined;
  /** Of a RUN: the command of it that names that path. */
  readonly command?: string | undefined;
}

/**
 * Follows what a COPY or ADD put at `path` back, nearest first: the stage it came from, the stage that this
 * one has it from, and so on, as far as the Dockerfiles tell.
 */
export function followSource(graph: StageGraph, step: SourceStep, path: string): readonly SourceHop[] {
  const copied = copiedPath(step, `/${path.replace(/^\/+/, '')}`);
  if (copied === undefined) return [];
  if (copied.startsWith('<<')) {
    return [{ kind: 'text', name: copied.slice('<<'.length), path, step, isCertain: true }];
  }
  if (step.from === undefined) {
    if (isAddress(step)) return [];
    const folder = graph.recipeOf(step)?.context ?? '';
    return [{ kind: 'context', name: folder, path: copied, isCertain: true }];
  }
  return hopsFrom(graph, graph.referentOf(step, step.from), copied);
}

function hopsFrom(graph: StageGraph, referent: Referent, path: string): readonly SourceHop[] {
  const { kind } = referent;
  if (kind === 'folder') return [{ kind: 'context', name: referent.path, path, isCertain: true }];
  if (kind === 'image') return [{ kind, name: referent.name, path: `/${path}`, isCertain: true }];
  const steps = graph.stepsOf(referent.recipe, referent.stage);
  const here = { kind: 'stage', name: referent.stage.name, path: `/${path}` } as const;
  const made = makingStep(steps, `/${path}`);
  // A RUN that names the very path may have overwritten what was copied before it.
  for (const step of steps.toReversed()) {
    if (made?.isExact && step === made.step) break;
    const further = followSource(graph, step, path);
    if (further.length > 0 && isThere(further))
      return [{ ...here, name: step.stage, step, isCertain: true }, ...further];
  }
  if (made) {
    const { step, named, command } = made;
    return [{ ...here, name: step.stage, step, isCertain: false, named, command }];
  }
  const runs = steps.filter(
    ({ keyword, isBase, stage }) => keyword === 'RUN' && !isBase && stage === here.name,
  );
  return [{ ...here, step: runs.length === 1 ? runs[0] : undefined, isCertain: false }];
}

/** A COPY of a whole folder says nothing about one file in it, unless that can be followed to where it is. */
function isThere(hops: readonly SourceHop[]): boolean {
  const last = hops.at(-1);
  if (last?.kind === 'context') return existsSync(join(last.name, last.path));
  return last?.kind === 'text' || (last?.kind === 'stage' && last.step !== undefined);
}

function isAddress({ sources }: SourceStep): boolean {
  return sources?.some((source) => /^(https?|git|ssh):|^git@/.test(source)) ?? false;
}
