import type { BuildStep } from '@drydock/images';
import { type Check, type CheckWords, worded } from '../check.ts';
import { type Finding, fail, PASS } from '../finding.ts';
import type { BuildRecipe, FileEdits } from '../recipe.ts';
import type { LabBuild, Workbench } from '../workbench.ts';
import { brokenBuild, failureEvidence } from './broken-build.ts';

export interface BuildsOptions extends CheckWords {
  readonly build?: BuildRecipe | undefined;
  /** Somewhere in what the steps print. Only of a build that does not come out of the cache: give `files` a nonce. */
  readonly prints?: RegExp | undefined;
}

/** It can be built: with a stage, arguments, secrets or edited files. */
export function builds(options: BuildsOptions = {}): Check {
  return {
    title: 'it builds',
    look: async (bench) => {
      const build = await bench.build(options.build);
      if (build.failure) return worded(brokenBuild(build.failure, bench.needs), options);
      const { prints } = options;
      if (!prints || build.output.some((line) => prints.test(line))) return PASS;
      return worded(fail(`no step of the build prints ${prints}`, build.output.slice(-8)), options);
    },
  };
}

export interface FailsOptions extends CheckWords {
  readonly build?: BuildRecipe | undefined;
  /** The stage that has to break it off. */
  readonly stage?: string | undefined;
  /** Somewhere in what the failed step prints, or in what the builder says. */
  readonly prints?: RegExp | undefined;
}

/** It must not be possible to build it, for the reason that is meant. */
export function failsToBuild(options: FailsOptions): Check {
  return {
    title: 'the build breaks off',
    look: async (bench) => worded(refusal(await bench.build(options.build), options, bench), options),
  };
}

function refusal({ failure }: LabBuild, { stage, prints }: FailsOptions, { needs }: Workbench): Finding {
  if (!failure) return fail('the build goes through, and should break off');
  const blame = brokenBuild(failure, needs);
  if (blame.status === 'error') return blame;
  const evidence = failureEvidence(failure);
  if (stage !== undefined && failure.stage !== stage)
    return fail(`the build breaks off in stage "${failure.stage ?? '?'}", not in "${stage}"`, evidence);
  const text = [...failure.output, failure.message].join('\n');
  if (prints && !prints.test(text)) return fail(`the build breaks off, and does not say ${prints}`, evidence);
  return PASS;
}

export interface RebuildsOptions extends CheckWords {
  readonly build?: BuildRecipe | undefined;
  /** What is edited between two builds. Use the nonce, or the second time all of it is in the cache. */
  readonly edit: FileEdits;
  /** Steps that must come out of the cache after it, by their instruction. */
  readonly keeps?: readonly RegExp[] | undefined;
  /** Steps that must run again: an edit that nothing notices proves nothing. */
  readonly repeats?: readonly RegExp[] | undefined;
}

/** After an edit, some steps come out of the cache and others run. The nonce keeps it apart from builds that go on beside it. */
export function rebuilds(options: RebuildsOptions): Check {
  const { build: recipe, edit, keeps = [], repeats = [] } = options;
  const wanted: readonly Wanted[] = [
    { patterns: keeps, isCached: true, otherwise: 'runs again, and should come out of the cache' },
    { patterns: repeats, isCached: false, otherwise: 'comes out of the cache, and should run again' },
  ];
  return {
    title: 'an edit repeats only the steps that need it',
    look: async (bench) => {
      const first = await bench.build(recipe);
      if (first.failure) return brokenBuild(first.failure, bench.needs);
      const edited = { ...recipe, files: { ...recipe?.files, ...edit } };
      const second = await bench.buildAgain(edited, ({ steps }) => wrongStep(steps, wanted) !== undefined);
      if (second.failure) return worded(brokenBuild(second.failure, bench.needs), options);
      const steps = second.steps
        .filter(({ index, instruction }) => index > 0 && !instruction.startsWith('FROM '))
        .sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
      const shown = [`after an edit of ${Object.keys(edit).join(', ')}:`, ...steps.map(stepLine)];
      const wrong = wrongStep(steps, wanted);
      if (wrong) return worded(fail(wrong, shown), options);
      const patterns = wanted.flatMap((one) => one.patterns);
      const absent = patterns.find((pattern) => !steps.some(({ instruction }) => pattern.test(instruction)));
      if (absent) return worded(fail(`the build has no step ${absent}`, shown), options);
      return PASS;
    },
  };
}

interface Wanted {
  readonly patterns: readonly RegExp[];
  readonly isCached: boolean;
  readonly otherwise: string;
}

/** Also of a build that goes on: a step that has begun is none from the cache. */
function wrongStep(steps: readonly BuildStep[], wanted: readonly Wanted[]): string | undefined {
  for (const { patterns, isCached, otherwise } of wanted) {
    const wrong = steps.find(
      ({ index, instruction, state }) =>
        index > 0 &&
        state !== 'waiting' &&
        (state === 'cached') !== isCached &&
        patterns.some((pattern) => pattern.test(instruction)),
    );
    if (wrong) return `${shortStep(wrong)} ${otherwise}`;
  }
  return undefined;
}

const SHORT_STEP = 60;

/** Mounts and line breaks are of no interest where a step is only named. */
function shortStep({ instruction }: BuildStep): string {
  const text = instruction.replaceAll(/--mount=\S+ */g, '').replaceAll(/\s+/g, ' ');
  return text.length > SHORT_STEP ? `${text.slice(0, SHORT_STEP - 1)}…` : text;
}

function stepLine(step: BuildStep): string {
  const place = step.line === undefined ? '' : `Dockerfile:${step.line}  `;
  return `${step.state === 'cached' ? 'cached' : 'ran   '}  ${place}${shortStep(step)}`;
}
