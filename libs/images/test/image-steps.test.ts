// Proves that the Dockerfiles behind the images of this repository are read through all that they stand on.
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { beforeAll, expect, test } from 'vitest';
import {
  dockerfileSources,
  findTargetByTag,
  type ImagePlan,
  imageSources,
  imageSteps,
  planImages,
  targetNames,
} from '../src/index.ts';
import { makeRepository } from './make-repository.ts';
import { openTestEngine } from './open-test-engine.ts';

const ROOT = join(import.meta.dirname, '../../..');

let engine: Engine;
let plan: ImagePlan;

beforeAll(async () => {
  engine = await openTestEngine();
  plan = await planImages(engine, { root: ROOT, targets: ['default', 'image-of-the-day-multi-stage'] });
});

test('a service on two images has the steps of all three, lowest first', async () => {
  const steps = await imageSteps(plan, 'drydock/image-of-the-day-multi-stage:local');

  const files = steps.map(({ file, isBase }) => `${file} ${isBase ? 'base' : 'own'}`);
  expect([...new Set(files)]).toEqual([
    'docker/runtime/Dockerfile base',
    'docker/openjdk/Dockerfile base',
    'apps/image-of-the-day/compare/multi-stage.Dockerfile own',
  ]);
  const jar = '/build/target/iotd-service-0.1.0.jar';
  expect(steps.find(({ sources }) => sources?.includes(jar))).toMatchObject({
    stage: 'multi-stage',
    keyword: 'COPY',
    from: 'build',
    destination: '/app/',
  });
});

test.for([
  ['apod', 'scratch'],
  ['image-of-the-day', 'scratch'],
  ['image-of-the-day-multi-stage', 'drydock/openjdk'],
] as const)('%s is built FROM %s', async ([name, from]) => {
  expect((await imageSources(plan, `drydock/${name}:local`))?.from).toBe(from);
});

test('what a Dockerfile is built FROM is told through its own stages, with variables replaced', async () => {
  await using repository = await makeRepository(engine, {
    'lone/Dockerfile':
      'ARG SUITE=trixie\nFROM --platform=linux/amd64 debian:$SUITE-slim AS base\nFROM base AS other\nRUN true\nFROM other\n',
  });

  const { from } = await dockerfileSources(join(repository.root, 'lone/Dockerfile'));

  expect(from).toBe('debian:trixie-slim');
});

test.for([
  ['apod', '/apod', 'builder', 'go build'],
  ['access-log', '/usr/local/bin/node', 'node-small', 'small-node.ts'],
  ['access-log', '/healthcheck', 'build', 'go build'],
  ['image-of-the-day', '/app/iotd-service-0.1.0.jar', 'builder', '-Djarmode=tools'],
  ['image-of-the-day', '/usr/lib/jvm/java/lib/modules', 'jre', 'jlink'],
  ['image-gallery', '/etc/ssl/certs/ca-certificates.crt', 'rootfs', 'cat usr/share/ca-certificates'],
] as const)('%s: %s comes from stage %s', async ([name, path, stage, command]) => {
  const sources = await imageSources(plan, `drydock/${name}:local`);
  // The last COPY of those that name it most closely: one to the root folder may bring anything.
  const [step] = (sources?.steps ?? [])
    .filter(({ keyword, destination = '' }) => keyword === 'COPY' && path.startsWith(destination))
    .reverse()
    .sort((a, b) => (b.destination ?? '').length - (a.destination ?? '').length);

  const last = step && sources?.follow(step, path).at(-1);

  expect(last?.step?.stage).toBe(stage);
  expect([last?.step?.text, ...(last?.step?.heredocs ?? [])].join('\n')).toContain(command);
});

test('an image of nobody has none, and a name is found with and without its defaults', async () => {
  expect(await imageSteps(plan, 'debian:trixie-slim')).toEqual([]);
  expect(findTargetByTag(plan, 'docker.io/drydock/apod:local')?.name).toBe('apod');
  expect(findTargetByTag(plan, 'drydock/apod')).toBeUndefined();
});

test('all targets are named, but for those that are only inherited from or made by a matrix', async () => {
  const names = await targetNames(ROOT);

  expect(names).toEqual(expect.arrayContaining(['browser', 'apod', 'apod-test', 'root']));
  expect(names).not.toContain('_final');
  expect(names).not.toContain('validate-dockerfiles');
});

test('arguments of the bake file, a stage of another target and a folder as a context are followed', async () => {
  await using repository = await makeRepository(engine, {
    'docker/bake.hcl': `
target "default" {
  context  = "app"
  args     = { WHERE = "/srv" }
  contexts = { "shop/base" = "target:base", extra = "files" }
  tags     = ["PREFIX/app:local"]
  output   = ["type=docker"]
}
target "base" {
  context = "base"
  target  = "first"
}
`,
    'app/Dockerfile': 'FROM shop/base\nARG WHERE=/opt\nCOPY --from=extra /a $WHERE/\n',
    'base/Dockerfile': 'FROM scratch AS first\nCOPY b /b\nFROM scratch AS last\nCOPY c /c\n',
    'files/a': '',
  });
  const small = await planImages(engine, { root: repository.root });

  const sources = await imageSources(small, `${repository.prefix}/app:local`);

  const steps = sources?.steps ?? [];
  expect(steps.map(({ file, line, isBase }) => `${file}:${line} ${isBase}`)).toEqual([
    'base/Dockerfile:2 true',
    'app/Dockerfile:2 false',
    'app/Dockerfile:3 false',
  ]);
  expect(steps[2] && sources?.follow(steps[2], '/srv/a')).toEqual([
    { kind: 'context', name: join(repository.root, 'files'), path: 'a', isCertain: true },
  ]);
});
