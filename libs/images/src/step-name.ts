/** What BuildKit's name of a step says: `[image-gallery build 2/5] RUN go build`. */
export interface StepName {
  /** The target that asked for the step. Only there when several targets are built at once. */
  readonly target: string | undefined;
  readonly stage: string | undefined;
  /** Counted from 1 within its stage. Zero, like the total, for what stands in no Dockerfile. */
  readonly index: number;
  readonly total: number;
  readonly instruction: string;
}

const STEP = /^\[(?:(?<words>[^\]]*) )?(?<index>\d+)\/(?<total>\d+)\] (?:LINK )?(?<instruction>.*)$/s; // LINK: of COPY --link
/** Of a build for several platforms, or from one to another. */
const PLATFORM = /^[a-z0-9]+\/\w+(\/\w+)?(->[\w/]+)?$/;
const EXPORT = /^(?:\[(?<target>[^\]]*)\] )?(?<instruction>exporting to .*)$/;

/** Nothing for BuildKit's inner works, such as loading the Dockerfile. */
export function parseStepName(name: string, hasSeveralTargets: boolean): StepName | undefined {
  const exporting = EXPORT.exec(name)?.groups;
  if (exporting) {
    const { target, instruction = '' } = exporting;
    return { target, stage: undefined, index: 0, total: 0, instruction };
  }
  const step = STEP.exec(name)?.groups;
  if (!step) return undefined;
  const words = step.words?.split(' ') ?? [];
  const target = hasSeveralTargets ? words.shift() : undefined;
  if (PLATFORM.test(words[0] ?? '')) words.shift();
  const { index, total, instruction = '' } = step;
  return { target, stage: words[0], index: Number(index), total: Number(total), instruction };
}
