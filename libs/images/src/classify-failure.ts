import { errorLine } from './bake-error.ts';
import type { BuildFailure } from './build-failure.ts';
import { instructionAtLine, stageAtLine } from './dockerfile.ts';
import { failureKind } from './failure-kind.ts';
import { type Dockerfiles, withNeeds } from './locate-step.ts';
import type { ImagePlan } from './plan-images.ts';
import { parseSourceExcerpt, type SourceExcerpt } from './source-excerpt.ts';
import type { BuildStep, TrackedStep } from './track-steps.ts';

export interface FailedBuild {
  readonly plan: ImagePlan;
  readonly dockerfiles: Dockerfiles;
  readonly steps: readonly TrackedStep[];
  /** What buildx printed, without the progress. */
  readonly stderr: string;
  readonly wasCancelled: boolean;
}

const SHOWN_LINES = 20;

/** Finds out what failed, and whose it is: targets are built side by side, and one failure stops them all. */
export function classifyFailure(build: FailedBuild): BuildFailure {
  const { target: named, message } = readError(build.stderr);
  const failed = build.wasCancelled ? undefined : failedStep(build.steps, named, message);
  const excerpt = build.wasCancelled ? undefined : parseSourceExcerpt(build.stderr);
  const target = ownerOf(build, {
    failed,
    excerpt,
    named: named ?? onlyTarget(build.plan) ?? mentioned(build.plan, message),
  });
  const stages = build.dockerfiles.get(target ?? '') ?? [];
  // buildx shows the FROM of a base whose ONBUILD it ran: where that stands, the Dockerfile of the base tells.
  const trigger = failed?.step.instruction.startsWith('ONBUILD ') ? failed.step : undefined;
  const line = trigger?.line ?? excerpt?.firstLine ?? failed?.step.line;
  const kind = build.wasCancelled ? 'cancelled' : failureKind({ message, failed, excerpt });
  const exitCode = /exit code: (\d+)/.exec(message)?.[1];
  return {
    kind,
    target,
    stage:
      line === undefined || trigger?.line
        ? failed?.step.stage
        : (stageAtLine(stages, line)?.name ?? failed?.step.stage),
    dockerfile: kind === 'cancelled' ? undefined : dockerfileOf(build.plan, target, trigger),
    line,
    source: trigger?.line ? [] : (excerpt?.lines ?? []),
    instruction:
      failed?.step.instruction ?? (line === undefined ? undefined : instructionAtLine(stages, line)?.text),
    exitCode: exitCode === undefined ? undefined : Number(exitCode),
    output: failed ? lastLines(failed) : [],
    message,
  };
}

function dockerfileOf(plan: ImagePlan, target: string | undefined, trigger: BuildStep | undefined) {
  return (trigger?.line && trigger.dockerfile) || plan.targets.get(target ?? '')?.dockerfile;
}

/** `ERROR: target b: failed to solve: …`; the target is left out when there is only one. */
function readError(stderr: string): { target: string | undefined; message: string } {
  const groups = /^(?:target (?<target>\S+): )?(?:failed to solve: )?(?<message>.*)$/s.exec(
    errorLine(stderr),
  )?.groups;
  return { target: groups?.target, message: groups?.message ?? '' };
}

function failedStep(
  steps: readonly TrackedStep[],
  named: string | undefined,
  message: string,
): TrackedStep | undefined {
  const candidates = steps.filter(
    ({ step, error }) => step.state === 'failed' && message.includes(error ?? ''),
  );
  // Two targets may fail the same way: the one that buildx names is the one it explains.
  return candidates.find(({ askedBy }) => askedBy.has(named)) ?? candidates[0];
}

function ownerOf(
  { plan, dockerfiles }: FailedBuild,
  clues: { failed: TrackedStep | undefined; excerpt: SourceExcerpt | undefined; named: string | undefined },
): string | undefined {
  const { failed, excerpt, named } = clues;
  if (failed?.step.line !== undefined) return failed.step.target;
  if (!excerpt || named === undefined) return named;
  const [firstMarked = ''] = excerpt.lines;
  const holdsIt = (target: string) =>
    instructionAtLine(dockerfiles.get(target) ?? [], excerpt.firstLine)?.text.startsWith(
      firstMarked.replace(/\\$/, '').trim(),
    );
  return withNeeds(plan, named).find(holdsIt) ?? named;
}

function onlyTarget(plan: ImagePlan): string | undefined {
  return plan.targets.size === 1 ? [...plan.targets.keys()][0] : undefined;
}

/** Errors about a missing folder name the folder and not the target. */
function mentioned(plan: ImagePlan, message: string): string | undefined {
  const says = (text: string) => text !== '' && message.includes(text);
  return [...plan.targets.values()].find(
    ({ context, contexts, secrets }) =>
      says(`path "${context}" not found`) ||
      Object.entries(contexts).some(([name, from]) => says(`build context ${name}: `) && says(from)) ||
      secrets.some((secret) => says(/src=([^,]+)/.exec(secret)?.[1] ?? '')),
  )?.name;
}

/** What of its output a person is shown. */
export function lastLines({ output }: TrackedStep): string[] {
  return output.filter((line) => line.trim() !== '').slice(-SHOWN_LINES);
}
