// Proves that BuildKit's own rules are applied to each Dockerfile, also to one that stands on another target.
import type { Engine } from '@drydock/engine';
import { beforeAll, expect, test, vi } from 'vitest';
import { lintDockerfiles } from '../src/index.ts';
import { makeRepository } from './make-repository.ts';
import { openTestEngine } from './open-test-engine.ts';

const bake = `
group "default" { targets = ["app", "other"] }
target "base" { context = "base" }
target "app" {
  context  = "app"
  contexts = { "shop/base" = "target:base" }
}
target "other" { context = "other" }
`;

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

test.concurrent('a broken rule is named with its line', async () => {
  await using repository = await makeRepository(engine, {
    'docker/bake.hcl': bake,
    'base/Dockerfile': 'FROM scratch\n',
    'app/Dockerfile': 'FROM shop/base AS build\nFROM scratch\nCOPY --from=build / /\nENTRYPOINT run me\n',
    'other/Dockerfile': 'FROM scratch\nCOPPY . /\n',
  });

  const warnings = await lintDockerfiles(engine, { root: repository.root });

  expect(warnings).toEqual([
    {
      target: 'app',
      dockerfile: 'app/Dockerfile',
      line: 4,
      rule: 'JSONArgsRecommended',
      message: expect.stringContaining('ENTRYPOINT'),
      url: expect.stringContaining('json-args-recommended'),
    },
    expect.objectContaining({ target: 'other', dockerfile: 'other/Dockerfile', line: 2, rule: 'Error' }),
  ]);
});

test.concurrent('clean Dockerfiles give no warnings', async () => {
  await using repository = await makeRepository(engine, {
    'docker/bake.hcl': bake,
    'base/Dockerfile': 'FROM scratch\n',
    'app/Dockerfile': 'FROM shop/base\nCOPY . /\n',
    'other/Dockerfile': 'FROM scratch\nCOPY . /\n',
  });

  expect(await lintDockerfiles(engine, { root: repository.root })).toEqual([]);
});
