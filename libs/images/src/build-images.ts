import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DrydockError, type Engine, spawnDocker, waitForExit } from '@drydock/engine';
import { type BakeOverrides, bakeOverrideArgs } from './bake-override-args.ts';
import { bakeMetadataSchema } from './bake-schema.ts';
import type { BuildFailure } from './build-failure.ts';
import { classifyFailure } from './classify-failure.ts';
import { readDockerfiles } from './locate-step.ts';
import { type ImagePlan, type PlanOptions, planImages } from './plan-images.ts';
import { parseRawProgress } from './raw-progress.ts';
import { type BuildEvent, type BuildStep, type StepTracker, trackSteps } from './track-steps.ts';

export interface BuildOptions extends PlanOptions, BakeOverrides {
  readonly onEvent?: (event: BuildEvent) => void;
  readonly noCache?: boolean;
}

export interface BuiltImage {
  readonly target: string;
  readonly tag: string;
  /** Of the image's manifest, e.g. `sha256:…`. */
  readonly digest: string;
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
  if (!plan) return cancelled();
  refuseChecks(plan);
  const dockerfiles = await readDockerfiles(plan);
  const tracker = trackSteps({ plan, dockerfiles, onEvent: options.onEvent ?? (() => undefined) });
  await using folder = await mkdtempDisposable(join(tmpdir(), 'drydock-build-'));
  const metadataFile = join(folder.path, 'metadata.json');
  const { exitCode, stderr } = await runBake(engine, { options, plan, tracker, metadataFile });
  const tracked = tracker.tracked();
  const steps = tracked.map(({ step }) => step);
  if (exitCode === 0) return { ok: true, images: await builtImages(plan, metadataFile), steps };
  const wasCancelled = options.signal?.aborted ?? false;
  return {
    ok: false,
    failure: classifyFailure({ plan, dockerfiles, steps: tracked, stderr, wasCancelled }),
    steps,
  };
}

async function runBake(
  engine: Engine,
  run: { options: BuildOptions; plan: ImagePlan; tracker: StepTracker; metadataFile: string },
): Promise<{ exitCode: number; stderr: string }> {
  const { options, plan, tracker, metadataFile } = run;
  const args = [
    'buildx',
    'bake',
    '--file',
    plan.file,
    '--progress',
    'rawjson',
    '--metadata-file',
    metadataFile,
  ];
  if (options.noCache) args.push('--no-cache');
  args.push(...bakeOverrideArgs(plan, options), ...plan.requested);
  // Provenance in the metadata takes a round trip per target, and only digests are read from it.
  const env = { BUILDX_METADATA_PROVENANCE: 'disabled' };
  const child = spawnDocker(engine, args, { cwd: plan.root, env });
  const timer = setInterval(() => options.onEvent?.(tracker.progress()), PROGRESS_EVERY_MS);
  const text: string[] = [];
  try {
    child.stdout?.resume();
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        const message = parseRawProgress(line);
        if (message) tracker.accept(message);
        else text.push(line);
      });
    }
    const exitCode = await waitForExit(child, { signal: options.signal });
    options.onEvent?.(tracker.progress());
    return { exitCode, stderr: text.join('\n') };
  } finally {
    clearInterval(timer);
  }
}

async function builtImages(plan: ImagePlan, metadataFile: string): Promise<BuiltImage[]> {
  const metadata = bakeMetadataSchema.parse(JSON.parse(await readFile(metadataFile, 'utf8')));
  return plan.requested.flatMap((name) => {
    const target = plan.targets.get(name);
    const digest = metadata[name]?.['containerimage.digest'];
    if (target?.kind !== 'image' || digest === undefined) return [];
    return target.tags.map((tag) => ({ target: name, tag, digest }));
  });
}

function refuseChecks(plan: ImagePlan): void {
  const check = plan.requested.find((name) => plan.targets.get(name)?.kind === 'check');
  if (check === undefined) return;
  throw new DrydockError('usage', `target "${check}" checks a Dockerfile and builds no image`);
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
