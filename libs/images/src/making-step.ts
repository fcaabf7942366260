import { posix } from 'node:path';
import type { SourceStep } from './source-step.ts';

export interface MakingStep {
  readonly step: SourceStep;
  /** The path that its text names, absolute. */
  readonly named: string;
  /** The RUN names the path itself, not only a folder above it. */
  readonly isExact: boolean;
}

/** Folders that every system has: a RUN that names one of them says nothing about a file in it. */
const COMMON =
  /^\/(usr|etc|var|opt|tmp|home|root|srv|bin|sbin|lib|lib64|run|dev|proc|sys)?(\/(lib|share|cache|local))*$/;

/**
 * The RUN that most likely made a file, judged by what its text names: the file itself (the last such RUN),
 * else the nearest folder above it (the first such RUN, since a folder is made before it is worked in).
 * A whole path says more than one that is relative: that one may be what a script removes.
 */
export function makingStep(steps: readonly SourceStep[], path: string): MakingStep | undefined {
  const runs = withWorkdir(steps).filter(({ step }) => step.keyword === 'RUN');
  const exact = runs.findLast((run) => names(run, path) || namesRelative(run, path));
  if (exact) return { step: exact.step, named: path, isExact: true };
  for (const isNaming of [names, namesRelative]) {
    for (let folder = posix.dirname(path); !COMMON.test(folder); folder = posix.dirname(folder)) {
      const first = runs.find((run) => isNaming(run, folder));
      if (first) return { step: first.step, named: folder, isExact: false };
    }
  }
  return undefined;
}

interface Placed {
  readonly step: SourceStep;
  readonly workdir: string;
}

function withWorkdir(steps: readonly SourceStep[]): Placed[] {
  let workdir = '/';
  return steps.map((step) => {
    workdir = step.folder ?? workdir;
    return { step, workdir };
  });
}

function names({ step }: Placed, path: string): boolean {
  return mentions(scriptOf(step), path);
}

function namesRelative({ step, workdir }: Placed, path: string): boolean {
  const relative = posix.relative(workdir, path);
  return relative !== '' && !relative.startsWith('..') && mentions(scriptOf(step), relative);
}

function scriptOf({ text, heredocs = [] }: SourceStep): string {
  return [text.replace(/--(mount|network|security)=\S+/g, ''), ...heredocs].join('\n');
}

/** As a word of a script: with or without quotes, an option before it, a slash or a redirection around it. */
function mentions(script: string, path: string): boolean {
  for (let at = script.indexOf(path); at >= 0; at = script.indexOf(path, at + 1)) {
    const before = script.charAt(at - 1);
    const after = script.slice(at + path.length);
    if (
      (before === '' || /[\s"'=>:({]/.test(before)) &&
      /^(\/?["']?[\s;&|)}]|\/?["']?$|\/\$|\/\*)/.test(after)
    )
      return true;
  }
  return false;
}
