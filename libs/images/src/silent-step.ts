import type { BuildFailure } from './build-failure.ts';
import { lastLines } from './classify-failure.ts';
import { instructionAtLine } from './dockerfile.ts';
import type { Dockerfiles } from './locate-step.ts';
import type { ImagePlan } from './plan-images.ts';
import { dockerfileText } from './target-files.ts';
import type { TrackedStep } from './track-steps.ts';

/**
 * BuildKit lets a step run for ever, and npm waits for ever for a server that takes its connection and then
 * says nothing. A compiler says nothing either: on two cores that ten builds share, Go's takes five minutes.
 */
export const SILENCE_LIMIT_MS = 600_000;

/** A step that was stopped because it printed nothing for so long. */
export interface SilentStep {
  readonly tracked: TrackedStep;
  readonly limitMs: number;
}

/** The failure of a build that was stopped for it. buildx can only say that all its steps were cancelled. */
export async function silentFailure(
  { tracked, limitMs }: SilentStep,
  { plan, dockerfiles }: { readonly plan: ImagePlan; readonly dockerfiles: Dockerfiles },
): Promise<BuildFailure> {
  const { target, stage, dockerfile, line, instruction } = tracked.step;
  return {
    kind: 'silent',
    target,
    stage,
    dockerfile,
    line,
    source: await linesOf(),
    instruction,
    exitCode: undefined,
    output: lastLines(tracked),
    message: `printed nothing for ${duration(limitMs)}, and was stopped`,
  };

  async function linesOf(): Promise<readonly string[]> {
    if (dockerfile === undefined || line === undefined) return [];
    const found = instructionAtLine(dockerfiles.get(target ?? '') ?? [], line);
    const text = await dockerfileText(plan.root, plan.targets.get(target ?? '') ?? { dockerfile });
    return text.split(/\r?\n/).slice(line - 1, found?.lastLine ?? line);
  }
}

function duration(ms: number): string {
  return ms < 60_000 ? `${ms / 1_000} s` : `${ms / 60_000} min`;
}
