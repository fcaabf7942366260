// A command that fails in any stage fails the whole build: the old image keeps its name, nothing half-built gets one, and the message names file and line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDocker } from '@drydock/engine';
import { afterAll, beforeAll, expect } from 'vitest';
import { buildServices } from '../support/build-services.ts';
import { claim, statement } from '../support/claim.ts';
import { copyWorkspace, type Workspace } from '../support/run-drydock.ts';
import { openTestEngine, ROOT, SERVICES } from '../support/services.ts';

interface Sabotage {
  readonly service: string;
  readonly stage: string;
  /** What is built. */
  readonly target: string;
}

const engine = await openTestEngine();
let workspace: Workspace;

/** A stage that no image needs is built by a target of its own. */
const TARGET_OF: Readonly<Record<string, string>> = {
  test: 'test',
  recorder: 'checksums',
  checksums: 'checksums',
};

function stagesOf(service: string): string[] {
  const text = readFileSync(join(ROOT, `apps/${service}/Dockerfile`), 'utf8');
  return [...text.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, name = '']) => name);
}

function everyStage(service: string): [string, Sabotage][] {
  return stagesOf(service).map((stage) => {
    const suffix = TARGET_OF[stage];
    return [`${stage} of ${service}`, { service, stage, target: suffix ? `${service}-${suffix}` : service }];
  });
}

beforeAll(async () => {
  workspace = copyWorkspace();
  workspace.edit('docker/bake.hcl', (text) => text.replace('"local"', `"${workspace.stack}"`));
  const { failure } = await buildServices(engine, { targets: [...SERVICES], root: workspace.folder });
  expect(failure).toBeUndefined();
});

afterAll(async () => {
  if (!workspace) return;
  const tags = (await images()).map(([name]) => name ?? '');
  if (tags.length > 0) await runDocker(engine, ['image', 'rm', ...tags]);
  workspace[Symbol.dispose]();
});

claim(import.meta.filename, () => {
  statement('a failure in a stage fails the build, whatever was built beside it', {
    check: async ({ service, stage, target }) => {
      const dockerfile = `apps/${service}/Dockerfile`;
      const whole = readFileSync(join(workspace.folder, dockerfile), 'utf8');
      const before = await images();
      const failing = `RUN ["drydock-injected-failure"]`;
      // At the beginning of the stage: what it would have run before makes no difference.
      workspace.edit(dockerfile, (text) =>
        text.replace(new RegExp(`^FROM \\S+ AS ${stage}$`, 'm'), `$&\n${failing}`),
      );
      const line = readFileSync(join(workspace.folder, dockerfile), 'utf8').split('\n').indexOf(failing) + 1;
      try {
        const { failure } = await buildServices(engine, { targets: [target], root: workspace.folder });

        expect(failure, 'the build fails').toMatchObject({ dockerfile, line, stage, kind: 'step-failed' });
        expect(await images(), 'images and their names').toEqual(before);
      } finally {
        workspace.edit(dockerfile, () => whole);
      }
    },
    holds: Object.fromEntries(SERVICES.flatMap(everyStage)),
    control: {
      'in a stage that is not built it fails nothing': {
        of: { service: 'apod', stage: 'test', target: 'apod' },
        red: /the build fails/,
      },
    },
  });
});

/** Name and id of every image of this workspace. */
async function images(): Promise<string[][]> {
  const format = '{{.Repository}}:{{.Tag}} {{.ID}}';
  const list = [
    'image',
    'ls',
    '--no-trunc',
    '--format',
    format,
    '--filter',
    `reference=*/*:${workspace.stack}`,
  ];
  const { stdout } = await runDocker(engine, list);
  return stdout
    .split('\n')
    .filter(Boolean)
    .sort()
    .map((line) => line.split(' '));
}
