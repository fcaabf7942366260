import { StringDecoder } from 'node:string_decoder';
import { visibleText } from '@drydock/engine';
import { type Dockerfiles, locateStep } from './locate-step.ts';
import type { ImagePlan } from './plan-images.ts';
import type { RawProgress, RawVertex } from './raw-progress.ts';
import { parseStepName } from './step-name.ts';

/** One step of the build: an instruction of a Dockerfile, or the export of an image. */
export interface BuildStep {
  /** BuildKit's digest of it: the same instruction on the same input has the same one. */
  readonly id: string;
  readonly target: string | undefined;
  readonly stage: string | undefined;
  readonly index: number;
  readonly total: number;
  readonly instruction: string;
  readonly dockerfile: string | undefined;
  readonly line: number | undefined;
  readonly state: 'waiting' | 'running' | 'done' | 'cached' | 'failed' | 'cancelled';
  readonly durationMs: number;
}

export type BuildEvent =
  | { readonly type: 'step-started' | 'step-finished'; readonly step: BuildStep }
  | { readonly type: 'output'; readonly step: BuildStep; readonly line: string }
  | BuildProgress;

/** Sent several times a second, for a display of one line. */
export interface BuildProgress {
  readonly type: 'progress';
  /** Steps known so far; more may come, since a Dockerfile is read when its turn comes. */
  readonly total: number;
  readonly finished: number;
  readonly cached: number;
  readonly elapsedMs: number;
  readonly running: readonly {
    readonly step: BuildStep;
    readonly elapsedMs: number;
    readonly lastLine: string;
  }[];
}

/** What one of a step's two outputs has printed of a line, and of a sign: a chunk may end in the midst of either. */
interface PrintedStream {
  readonly decoder: StringDecoder;
  partialLine: string;
}

/** A step with what is needed to explain its failure. */
export interface TrackedStep {
  step: BuildStep;
  readonly askedBy: Set<string | undefined>;
  readonly output: string[];
  readonly streams: Map<number, PrintedStream>;
  startedAtMs: number;
  /** When it last printed, or began. */
  heardAtMs: number;
  error: string | undefined;
}

export interface StepTracker {
  readonly accept: (message: RawProgress) => void;
  readonly progress: () => BuildProgress;
  readonly tracked: () => readonly TrackedStep[];
  /** A RUN that is at work, and has printed nothing for `limitMs`. */
  readonly silentFor: (limitMs: number) => TrackedStep | undefined;
}

const KEPT_LINES = 200;
const ENDED: readonly BuildStep['state'][] = ['done', 'cached', 'failed', 'cancelled'];

/** Turns BuildKit's stream of vertices and logs into steps and events. */
export function trackSteps(options: {
  readonly plan: ImagePlan;
  readonly dockerfiles: Dockerfiles;
  readonly onEvent: (event: BuildEvent) => void;
}): StepTracker {
  const { plan, dockerfiles, onEvent } = options;
  const steps = new Map<string, TrackedStep>();
  const startedAtMs = Date.now();

  const acceptVertex = (vertex: RawVertex): void => {
    const name = parseStepName(vertex.name, plan.targets.size > 1);
    if (!name) return;
    const tracked = steps.get(vertex.digest) ?? newStep(vertex.digest, name, { plan, dockerfiles });
    steps.set(vertex.digest, tracked);
    tracked.askedBy.add(name.target);
    tracked.error ??= vertex.error;
    const next = nextState(vertex);
    const isFailure = next === 'failed' && tracked.step.state !== 'failed';
    if (next === 'waiting' || next === tracked.step.state) return;
    if (ENDED.includes(tracked.step.state) && !isFailure) return; // asked for by another target as well
    if (tracked.step.state === 'waiting') tracked.startedAtMs = tracked.heardAtMs = Date.now();
    if (next !== 'running') endLines(tracked);
    tracked.step = { ...tracked.step, state: next, durationMs: durationOf(vertex) };
    onEvent({ type: next === 'running' ? 'step-started' : 'step-finished', step: tracked.step });
  };

  const acceptLog = ({ vertex, stream, data }: RawProgress['logs'][number]): void => {
    const tracked = steps.get(vertex);
    if (!tracked) return;
    tracked.heardAtMs = Date.now();
    const printed = tracked.streams.get(stream) ?? { decoder: new StringDecoder('utf8'), partialLine: '' };
    tracked.streams.set(stream, printed);
    const lines = (printed.partialLine + printed.decoder.write(Buffer.from(data, 'base64'))).split('\n');
    printed.partialLine = lines.pop() ?? '';
    for (const line of lines) acceptLine(tracked, withoutControlCodes(line));
  };

  const acceptLine = (tracked: TrackedStep, line: string): void => {
    tracked.output.push(line);
    if (tracked.output.length > KEPT_LINES) tracked.output.shift();
    onEvent({ type: 'output', step: tracked.step, line });
  };

  const endLines = (tracked: TrackedStep): void => {
    for (const { decoder, partialLine } of tracked.streams.values()) {
      const line = partialLine + decoder.end();
      if (line !== '') acceptLine(tracked, withoutControlCodes(line));
    }
    tracked.streams.clear();
  };

  return {
    accept: ({ vertexes, logs }) => {
      vertexes.forEach(acceptVertex);
      logs.forEach(acceptLog);
    },
    progress: () => summarize([...steps.values()], startedAtMs),
    tracked: () => [...steps.values()],
    silentFor: (limitMs) =>
      [...steps.values()].find(
        ({ step, heardAtMs }) =>
          step.state === 'running' && step.instruction.startsWith('RUN') && Date.now() - heardAtMs >= limitMs,
      ),
  };
}

function newStep(
  id: string,
  name: NonNullable<ReturnType<typeof parseStepName>>,
  context: { readonly plan: ImagePlan; readonly dockerfiles: Dockerfiles },
): TrackedStep {
  const { target, owner, instruction } = locateStep(name, context);
  const dockerfile = instruction && owner ? context.plan.targets.get(owner)?.dockerfile : undefined;
  const line = instruction?.firstLine;
  const step: BuildStep = { ...name, id, target, dockerfile, line, state: 'waiting', durationMs: 0 };
  const now = Date.now();
  const unheard = {
    askedBy: new Set<string | undefined>(),
    output: [],
    streams: new Map(),
    error: undefined,
  };
  return { step, ...unheard, startedAtMs: now, heardAtMs: now };
}

function nextState({ started, completed, cached, error }: RawVertex): BuildStep['state'] {
  // A step is also ended with an error when another one failed or the build was interrupted.
  if (error !== undefined) return /context canceled|Canceled/.test(error) ? 'cancelled' : 'failed';
  if (completed !== undefined) return cached ? 'cached' : 'done';
  // What is taken from the cache is started as well, for an instant, and does not run.
  return started === undefined || cached ? 'waiting' : 'running';
}

function durationOf({ started, completed }: RawVertex): number {
  return started && completed ? Math.max(0, Date.parse(completed) - Date.parse(started)) : 0;
}

function summarize(steps: readonly TrackedStep[], startedAtMs: number): BuildProgress {
  const now = Date.now();
  const running = steps.filter(({ step }) => step.state === 'running');
  return {
    type: 'progress',
    total: steps.length,
    finished: steps.filter(({ step }) => ENDED.includes(step.state)).length,
    cached: steps.filter(({ step }) => step.state === 'cached').length,
    elapsedMs: now - startedAtMs,
    running: running.map((tracked) => ({
      step: tracked.step,
      elapsedMs: now - tracked.startedAtMs,
      lastLine: tracked.output.findLast((line) => line.trim() !== '') ?? '',
    })),
  };
}

/** Colours and the carriage returns of progress bars are for terminals; other signs that act on one are escaped. */
function withoutControlCodes(line: string): string {
  const visible = line.replace(/\r$/, '').split('\r').at(-1) ?? '';
  return visibleText(visible);
}
