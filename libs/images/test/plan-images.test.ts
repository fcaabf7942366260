// Proves that the image graph is read as it is, and that a wrong bake file or name gets one clear message.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError, type Engine } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { planImages } from '../src/index.ts';
import { makeRepository } from './make-repository.ts';
import { openTestEngine } from './open-test-engine.ts';

const graph = `
group "default" { targets = ["app", "nested"] }
group "nested" { targets = ["app", "app-test"] }
target "root" {
  context  = "root"
  contexts = { host-ca = "root/ca" }
  output   = ["type=cacheonly"]
}
target "app" {
  description = "The app"
  context     = "."
  dockerfile  = "app/Dockerfile"
  contexts    = { "shop/root" = "target:root" }
  args        = { COLOUR = "red" }
  tags        = ["PREFIX/app:local"]
  output      = ["type=docker"]
  secret      = ["id=token,src=token.txt"]
}
target "app-test" {
  inherits = ["app"]
  target   = "test"
  tags     = []
  output   = ["type=cacheonly"]
}
target "app-check" {
  inherits = ["app"]
  call     = "check"
}
`;

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

describe.concurrent('a plan', () => {
  test('holds what was asked for, and what that is built from', async () => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': graph, 'token.txt': '' });

    const plan = await planImages(engine, { root: repository.root });

    expect(plan.requested).toEqual(['app', 'app-test']);
    expect([...plan.targets.keys()].sort()).toEqual(['app', 'app-test', 'root']);
    expect(plan.targets.get('app')).toEqual({
      name: 'app',
      kind: 'image',
      description: 'The app',
      context: '.',
      dockerfile: 'app/Dockerfile',
      stage: undefined,
      tags: [`${repository.prefix}/app:local`],
      contexts: { 'shop/root': 'target:root' },
      args: { COLOUR: 'red' },
      needs: ['root'],
      secrets: ['id=token,src=token.txt'],
    });
  });

  test('is asked for once with a cache folder, until the bake file changes', async () => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': graph, 'token.txt': '' });
    const cacheDir = join(repository.root, 'plans');
    const nobody = { ...engine, env: { ...engine.env, PATH: '/nowhere' }, docker: '/nowhere/docker' };
    const plan = () => planImages(engine, { root: repository.root, cacheDir });

    const first = await plan();
    const [file = ''] = await readdir(cacheDir);
    const kept = await readFile(join(cacheDir, file), 'utf8');
    await writeFile(join(cacheDir, file), kept.replaceAll('The app', 'Kept'));
    const second = await plan();
    await repository.write({ 'docker/bake.hcl': `${graph}# edited\n` });
    const third = await plan();

    expect([first, second, third].map(({ targets }) => targets.get('app')?.description)).toEqual([
      'The app',
      'Kept',
      'The app',
    ]);
    await expect(planImages(nobody, { root: repository.root, cacheDir })).rejects.toThrow();
  });

  test('knows images, tests, checks and builders apart', async () => {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': graph, 'token.txt': '' });

    const plan = await planImages(engine, {
      root: repository.root,
      targets: ['app', 'app-test', 'app-check'],
    });

    const kinds = [...plan.targets.values()].map(({ name, kind }) => `${name}: ${kind}`).sort();
    expect(kinds).toEqual(['app-check: check', 'app-test: test', 'app: image', 'root: builder']);
  });
});

describe.concurrent('a mistake', () => {
  async function refusal(bake: string, targets?: string[]): Promise<DrydockError> {
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': bake });
    const options = { root: repository.root, ...(targets && { targets }) };
    const error: unknown = await planImages(engine, options).catch((thrown: unknown) => thrown);
    if (error instanceof DrydockError) return error;
    throw new Error(`expected a DrydockError, got ${error}`);
  }

  test('an unknown target is answered with the nearest one and the list', async () => {
    const error = await refusal(graph, ['ap-test']);

    expect(error.code).toBe('unknown-name');
    expect(error.summary).toBe('unknown target "ap-test"; did you mean "app-test"?');
    expect(error.nextStep).toBe('choose among: app, app-check, app-test, default, nested, root');
  });

  test.for([
    [
      'a misspelt key',
      'target "a" {\n  contxt = "."\n}\n',
      'docker/bake.hcl:2: target "a" has an unknown key "contxt"; did you mean "context"?',
    ],
    [
      'a misspelt block',
      'targett "a" {\n}\n',
      'docker/bake.hcl:1: there is an unknown block "targett"; did you mean "target"?',
    ],
    [
      'a file without a target',
      '\nTAG = "x"\n',
      'docker/bake.hcl defines no target, so there is nothing to build',
    ],
    [
      'an unclosed block',
      'target "a" {\n  context = "."\n',
      'docker/bake.hcl:1: Unclosed configuration block; There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file',
    ],
    [
      'an unknown variable',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bake's own template
      'target "default" {\n  context = "${NOPE}"\n}\n',
      'docker/bake.hcl:2: Unknown variable; There is no variable named "NOPE"',
    ],
    [
      'a missing dependency',
      'target "default" {\n  contexts = { x = "target:roott" }\n}\ntarget "root" {}\n',
      'docker/bake.hcl refers to a target "roott" that it does not define',
    ],
  ] as const)('%s is named with file and line', async ([, bake, message]) => {
    const error = await refusal(bake);

    expect(error.code).toBe('bake-file');
    expect(error.summary).toBe(message);
  });

  test('keys that bake would skip are refused, and all of them are listed', async () => {
    const error = await refusal('target "default" {\n  platform = "linux/arm64"\n  secrets = []\n}\n');

    expect(error.summary).toBe(
      'docker/bake.hcl:2: target "default" has an unknown key "platform"; did you mean "platforms"? (and 1 more)',
    );
    expect(error.evidence).toEqual([
      'docker/bake.hcl:3: target "default" has an unknown key "secrets"; did you mean "secret"?',
    ]);
    expect(error.nextStep).toBe(
      'correct docker/bake.hcl: bake skips a key that it does not know without a word',
    );
  });

  test('a missing bake file is named', async () => {
    await using repository = await makeRepository(engine, {});

    await expect(planImages(engine, { root: repository.root })).rejects.toThrow(
      'docker/bake.hcl cannot be read',
    );
  });
});
