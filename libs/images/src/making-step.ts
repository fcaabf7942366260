import { posix } from 'node:path';
import type { SourceStep } from './source-step.ts';

export interface MakingStep {
  readonly step: SourceStep;
  /** The path that its text names, absolute. */
  readonly named: string;
  /** The RUN names the path itself, not only a folder above it. */
  readonly isExact: boolean;
  /** The command of its script that does. */
  readonly command: string;
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
  for (const run of runs.toReversed()) {
    const command = commandWith(run, [path, relativePath(run, path)], WORD_END);
    if (command !== undefined) return { step: run.step, named: path, isExact: true, command };
  }
  for (const spelling of [(_: Placed, folder: string) => folder, relativePath]) {
    for (let folder = posix.dirname(path); !COMMON.test(folder); folder = posix.dirname(folder)) {
      for (const run of runs) {
        const command = commandWith(run, [spelling(run, folder)], FOLDER_END);
        if (command !== undefined) return { step: run.step, named: folder, isExact: false, command };
      }
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

/** As a script in the working folder would write it; nothing when that takes a way up. */
function relativePath({ workdir }: Placed, path: string): string | undefined {
  const relative = posix.relative(workdir, path);
  return relative === '' || relative.startsWith('..') ? undefined : relative;
}

/** The first command of a RUN that holds one of the paths as a word of its own. */
function commandWith(
  { step }: Placed,
  paths: readonly (string | undefined)[],
  end: RegExp,
): string | undefined {
  return commandsOf(step).find((command) =>
    paths.some((path) => path !== undefined && mentions(command, path, end)),
  );
}

function commandsOf({ text, heredocs = [] }: SourceStep): string[] {
  const command = text.replace(/^RUN\s+(--\S+\s+)*/i, '');
  const lines = [
    ...command.split(/\s(?:&&|;)\s/),
    ...heredocs.flatMap((script) => joined(script).split('\n')),
  ];
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** A script with each continued line as one. */
function joined(script: string): string {
  return script.replace(/\\\n\s*/g, '');
}

/** What may follow a path that is a word: a slash, a quote, and what ends a word in a shell or in a RUN's exec form. */
const WORD_END = /^\/?["']?([\s;&|)},\]]|$)/;
/** A folder may be followed by the name of what a command puts into it. */
const FOLDER_END = /^(\/?["']?([\s;&|)},\]]|$)|\/\$|\/\*)/;

function mentions(command: string, path: string, end: RegExp): boolean {
  for (let at = command.indexOf(path); at >= 0; at = command.indexOf(path, at + 1)) {
    const before = command.charAt(at - 1);
    if ((before === '' || /[\s"'=>:({]/.test(before)) && end.test(command.slice(at + path.length)))
      return true;
  }
  return false;
}
