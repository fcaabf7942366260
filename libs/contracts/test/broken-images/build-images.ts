import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, ensureRootImage, openEngine, runDocker } from '@drydock/engine';
import { type Defect, stageOf } from './defect.ts';
import { dockerfile, PLAIN_STAGES } from './dockerfile.ts';
import { parts } from './parts.ts';

/** BuildKit loses sight of a build that has to wait for too many others. */
const AT_ONCE = 12;

export interface BuiltImages extends AsyncDisposable {
  readonly engine: Engine;
  /** The image of a stage. */
  readonly ref: (stage: string) => string;
  /** For what is read of them; removed with them. */
  readonly cacheDir: string;
}

/** Builds all of them from one Dockerfile, under names that nobody else has. */
export async function buildImages(defects: readonly Defect[]): Promise<BuiltImages> {
  const options = { env: process.env, onProgress: () => undefined };
  const engine = await openEngine(options);
  await ensureRootImage(engine, options);
  const folder = mkdtempSync(join(tmpdir(), 'drydock-broken-'));
  const ref = (stage: string) => `drydock-broken-${process.pid}:${stage}`;
  const targets = [
    ...PLAIN_STAGES.map((stage) => ({ stage, platform: undefined })),
    ...defects.map((defect) => ({ stage: stageOf(defect), platform: defect.platform })),
  ];
  const built: BuiltImages = {
    engine,
    ref,
    cacheDir: join(folder, 'cache'),
    [Symbol.asyncDispose]: async () => {
      await runDocker(engine, ['image', 'rm', '--force', ...targets.map(({ stage }) => ref(stage))]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  mkdirSync(join(folder, 'parts'));
  for (const [name, content] of Object.entries(parts())) writeFileSync(join(folder, 'parts', name), content);
  writeFileSync(join(folder, 'Dockerfile'), dockerfile(defects));
  writeFileSync(join(folder, 'bake.json'), JSON.stringify(bakeFile(targets, folder, ref)));
  const bake = (stages: readonly string[]) =>
    runDocker(engine, [
      ...['buildx', 'bake', '--file', join(folder, 'bake.json'), '--allow', `fs.read=${folder}`],
      ...['--progress', 'quiet', ...stages],
    ]);
  const stages = targets.map(({ stage }) => stage);
  for (let from = 0; from < stages.length; from += AT_ONCE) {
    const { exitCode, stderr } = await bake(stages.slice(from, from + AT_ONCE));
    if (exitCode === 0) continue;
    await built[Symbol.asyncDispose]();
    throw new Error(`the broken images cannot be built: ${stderr.slice(-3_000)}`);
  }
  return built;
}

function bakeFile(
  targets: readonly { readonly stage: string; readonly platform: string | undefined }[],
  context: string,
  ref: (stage: string) => string,
) {
  const target = targets.map(({ stage, platform }) => [
    stage,
    {
      context,
      target: stage,
      tags: [ref(stage)],
      output: ['type=docker'],
      attest: ['type=provenance,disabled=true'],
      ...(platform ? { platforms: [platform] } : {}),
    },
  ]);
  return {
    group: { all: { targets: targets.map(({ stage }) => stage) } },
    target: Object.fromEntries(target),
  };
}
