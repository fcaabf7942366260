import { createInterface } from 'node:readline';
import { DrydockError, type Engine, ownFolder, spawnDocker, waitForExit } from '@drydock/engine';
import { type ArchiveOptions, archiveArgs, archiveEnvironment, prepareArchives } from './archive-output.ts';
import { withUserEnvironment } from './bake-environment.ts';
import { type BakeOverrides, bakeOverrideArgs } from './bake-override-args.ts';
import { type BuildFailure, isRace } from './build-failure.ts';
import { type BuiltImage, builtImages, metadataIn } from './built-images.ts';
import { classifyFailure } from './classify-failure.ts';
import { explainFailure } from './explain-failure.ts';
import { type Dockerfiles, readDockerfiles } from './locate-step.ts';
import { writeNoCacheFile } from './no-cache-file.ts';
import { type ImagePlan, type PlanOptions, planImages } from './plan-images.ts';
import { parseRawProgress } from './raw-progress.ts';
import { SILENCE_LIMIT_MS, type SilentStep, silentFailure } from './silent-step.ts';
import { type BuildEvent, type BuildStep, type StepTracker, trackSteps } from './track-steps.ts';

export interface BuildOptions extends PlanOptions, PlannedBuildOptions {}

export interface PlannedBuildOptions extends BakeOverrides, Pick<PlanOptions, 'signal'> {
  readonly onEvent?: (event: BuildEvent) => void;
  /** `requested`: runs every step of what is asked for again, and takes what it is built from out of the cache. */
  readonly noCache?: boolean | 'requested';
  /** Writes images into files, and loads none into the engine. */
  readonly archives?: ArchiveOptions;
  /** Stops a RUN that prints nothing for so long. Default: ten minutes. */
  readonly silenceLimitMs?: number;
}

export type BuildResult =
  | { readonly ok: true; readonly images: readonly BuiltImage[]; readonly steps: readonly BuildStep[] }
  | { readonly ok: false; readonly failure: BuildFailure; readonly steps: readonly BuildStep[] };

const PROGRESS_EVERY_MS = 200;

/**
 * Builds targets and all they are built from. A build that fails or is interrupted is a result; what is
 * thrown is a wrong bake file or an unknown target. An image is tagged when it is whole, or not at all.
 */
export async function buildImages(engine: Engine, options: BuildOptions): Promise<BuildResult> {
  if (options.signal?.aborted) return cancelled();
  const plan = await planImages(engine, options).catch((error: unknown) => {
    if (error instanceof DrydockError && error.code === 'cancelled') return undefined;
    throw error;
  });
  return plan ? await buildPlan(engine, plan, options) : cancelled();
}

/** The same by a plan that is known: for who wrote the bake file, and need not ask bake what it says. */
export async function buildPlan(
  engine: Engine,
  plan: ImagePlan,
  options: PlannedBuildOptions,
): Promise<BuildResult> {
  refuseChecks(plan);
  if (options.archives) await prepareArchives(engine, options.archives);
  const dockerfiles = await readDockerfiles(plan);
  const client = withUserEnvironment(engine);
  const build = () => buildOnce(client, plan, dockerfiles, options);
  const first = await build();
  if (first.ok || !isRace(first.failure) || options.signal?.aborted) return first;
  return { ...(await build()), steps: first.steps };
}

async function buildOnce(
  engine: Engine,
  plan: ImagePlan,
  dockerfiles: Dockerfiles,
  options: PlannedBuildOptions,
): Promise<BuildResult> {
  const tracker = trackSteps({ plan, dockerfiles, onEvent: options.onEvent ?? (() => undefined) });
  await using temporary = await ownFolder('build');
  const folder = temporary.path;
  const { exitCode, stderr, silent } = await runBake(engine, { options, plan, dockerfiles, tracker, folder });
  const tracked = tracker.tracked();
  const steps = tracked.map(({ step }) => step);
  if (exitCode === 0)
    return {
      ok: true,
      images: await builtImages(engine, plan, { archives: options.archives, folder }),
      steps,
    };
  const wasCancelled = options.signal?.aborted ?? false;
  if (silent && !wasCancelled)
    return { ok: false, failure: await silentFailure(silent, { plan, dockerfiles }), steps };
  const failure = classifyFailure({ plan, dockerfiles, steps: tracked, stderr, wasCancelled });
  const secrets = options.secrets?.map(({ id }) => id) ?? [];
  return { ok: false, failure: await explainFailure(failure, plan, { secrets, env: engine.env }), steps };
}

async function runBake(
  engine: Engine,
  run: {
    options: PlannedBuildOptions;
    plan: ImagePlan;
    dockerfiles: Dockerfiles;
    tracker: StepTracker;
    /** Of this build alone, and gone after it. */
    folder: string;
  },
): Promise<{ exitCode: number; stderr: string; silent: SilentStep | undefined }> {
  const { options, plan, dockerfiles, tracker, folder } = run;
  const args = [
    'buildx',
    'bake',
    '--file',
    plan.file,
    '--progress',
    'rawjson',
    '--metadata-file',
    metadataIn(folder),
  ];
  if (options.noCache === true) args.push('--no-cache');
  if (options.noCache === 'requested') args.push('--file', await writeNoCacheFile(plan, dockerfiles, folder));
  if (options.archives) args.push(...archiveArgs(plan, options.archives));
  args.push(...bakeOverrideArgs(plan, options), ...plan.requested);
  // Provenance in the metadata takes a round trip per target, and only digests are read from it.
  const env = { BUILDX_METADATA_PROVENANCE: 'disabled', ...archiveEnvironment(options.archives) };
  const child = spawnDocker(engine, args, { cwd: plan.root, env });
  const text: string[] = [];
  const limitMs = options.silenceLimitMs ?? SILENCE_LIMIT_MS;
  const enough = new AbortController();
  let silent: SilentStep | undefined;
  const timer = setInterval(() => {
    options.onEvent?.(tracker.progress());
    const tracked = tracker.silentFor(limitMs);
    if (tracked === undefined || silent !== undefined) return;
    silent = { tracked, limitMs };
    enough.abort();
  }, PROGRESS_EVERY_MS);
  const signal = AbortSignal.any([enough.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    child.stdout?.resume();
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        const message = parseRawProgress(line);
        if (message) tracker.accept(message);
        else text.push(line);
      });
    }
    const exitCode = await waitForExit(child, { signal });
    options.onEvent?.(tracker.progress());
    return { exitCode, stderr: text.join('\n'), silent };
  } finally {
    clearInterval(timer);
  }
}

function refuseChecks(plan: ImagePlan): void {
  const check = plan.requested.find((name) => plan.targets.get(name)?.kind === 'check');
  if (check === undefined) return;
  throw new DrydockError('usage', `target "${check}" looks at a Dockerfile (\`call\`) and builds no image`);
}

function cancelled(): BuildResult {
  const unknown = { target: undefined, stage: undefined, dockerfile: undefined, line: undefined };
  const failure: BuildFailure = {
    ...unknown,
    kind: 'cancelled',
    source: [],
    instruction: undefined,
    exitCode: undefined,
    output: [],
    message: 'the build was interrupted',
  };
  return { ok: false, failure, steps: [] };
}
