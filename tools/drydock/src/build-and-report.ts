import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError, type Engine } from '@drydock/engine';
import {
  type BuildEvent,
  type BuildFailure,
  type BuildOptions,
  type BuildProgress,
  type BuildResult,
  type BuildStep,
  buildImages,
  describeBuildFailure,
  mayPass,
} from '@drydock/images';
import type { Context } from './context.ts';
import { prepareBuild } from './prepare-build.ts';

/** A step shorter than this is not worth a line in the log. */
const WORTH_A_LINE_MS = 2_000;
/** Characters of an instruction that are shown. */
const MAX_INSTRUCTION = 72;

export interface BuildRequest {
  /** Targets or groups of the bake file. Default: its group `default`. */
  readonly targets?: readonly string[];
  readonly noCache?: BuildOptions['noCache'];
  readonly archives?: BuildOptions['archives'];
}

export type Built = Extract<BuildResult, { ok: true }>;

/** Builds with this machine's certificates, mirrors and proxies, showing progress. Throws when the build fails. */
export async function buildAndReport(
  context: Context,
  engine: Engine,
  request: BuildRequest,
): Promise<Built> {
  const inputs = await prepareBuild(context, engine);
  const { progress, root, signal } = context;
  const options = {
    root,
    ...inputs,
    ...(request.targets && request.targets.length > 0 ? { targets: request.targets } : {}),
    ...(request.noCache ? { noCache: request.noCache } : {}),
    ...(request.archives ? { archives: request.archives } : {}),
    signal,
    onEvent: (event: BuildEvent) => showEvent(context, event),
  };
  for (let attempt = 0; ; attempt++) {
    progress.step('building');
    const result = await buildImages(engine, options);
    progress.end();
    if (result.ok) return result;
    const pauseMs = context.pausesMs[attempt];
    if (!mayPass(result.failure) || pauseMs === undefined) throw buildError(result.failure);
    // Its first line says where and what: the command itself may be a script of twenty.
    const what = firstLine(describeBuildFailure(result.failure));
    progress.note(`  ${what}; trying again in ${pauseMs / 1_000} s`);
    // Cancelled meanwhile, the next attempt says so.
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What the command line says of a build that failed. */
export function buildError(failure: BuildFailure): DrydockError {
  const [first = 'the build failed', ...evidence] = describeBuildFailure(failure).split('\n');
  return new DrydockError(failure.kind === 'cancelled' ? 'cancelled' : 'command-failed', first, { evidence });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

function showEvent({ progress }: Context, event: BuildEvent): void {
  if (event.type === 'progress') progress.update(progressText(event));
  if (event.type !== 'step-finished' || event.step.state !== 'done') return;
  const { target, stage, durationMs } = event.step;
  if (durationMs < WORTH_A_LINE_MS) return;
  const place = [target, stage].filter((name) => name !== undefined).join(' ');
  progress.note(`  ${(durationMs / 1_000).toFixed(1).padStart(5)} s  ${place}: ${oneLine(event.step)}`);
}

function progressText({ finished, total, running }: BuildProgress): string {
  const longest = running.toSorted((a, b) => b.elapsedMs - a.elapsedMs)[0];
  const now = longest ? ` · ${longest.step.target ?? ''}: ${oneLine(longest.step)}` : '';
  return `building: ${finished} of ${total} steps${now}`;
}

/** An instruction short enough for a line. Of a script, BuildKit tells the first command only, so its place says more. */
function oneLine({ instruction, dockerfile, line }: BuildStep): string {
  const text = instruction
    .replace(/--mount=\S+\s*/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (text.includes('<<') && dockerfile) return `${text.split(' ')[0]} script at ${dockerfile}:${line ?? 1}`;
  return text.length > MAX_INSTRUCTION ? `${text.slice(0, MAX_INSTRUCTION - 1)}…` : text;
}
