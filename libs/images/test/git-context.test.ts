// Proves that a build context which is a git repository is built as a folder is, and told by its address when it fails.
import type { Engine } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { buildImages, describeBuildFailure } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { gitServer } from './git-server.ts';
import { makeRepository } from './make-repository.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

const bake = (context: string) =>
  `target "default" {\n  context = "${context}"\n  tags = ["PREFIX/shop:local"]\n}\n`;

describe.concurrent('a git repository as build context', () => {
  test('is built', async () => {
    await using git = await gitServer({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    await using repository = await makeRepository(engine, { 'docker/bake.hcl': bake(`${git.url}#main`) });

    const result = await buildImages(engine, { root: repository.root });

    expect(result).toMatchObject({ ok: true, images: [{ tag: `${repository.prefix}/shop:local` }] });
  });

  test('whose step fails is told with the address of the Dockerfile, and the line', async () => {
    await using git = await gitServer({
      Dockerfile: 'FROM debian:trixie-slim AS shop\nRUN echo here; exit 3\n',
    });

    const failure = await failureOf(engine, { 'docker/bake.hcl': bake(`${git.url}#main`) });

    expect(failure).toMatchObject({
      kind: 'step-failed',
      line: 2,
      exitCode: 3,
      output: ['here'],
    });
    expect(failure.dockerfile).toBe(`${git.url}#main:Dockerfile`);
  });

  test.for([
    ['that is not there', '/shop.git#main', '/nobody.git#main', /repository .* not found/],
    ['without that branch', '#main', '#nobody', /does not contain ref nobody/],
  ] as const)(
    '%s is told as that, and not as a wrong Dockerfile',
    { tags: 'thorough' },
    async ([, there, absent, reason]) => {
      await using git = await gitServer({ Dockerfile: 'FROM scratch\n' });
      const context = `${git.url}#main`.replace(there, absent);

      const failure = await failureOf(engine, { 'docker/bake.hcl': bake(context) });

      expect(failure.kind).toBe('context-missing');
      expect(failure.cause?.text).toContain(`the builder cannot fetch ${context}`);
      expect(failure.cause?.text).toMatch(reason);
      expect(describeBuildFailure(failure)).toContain('default: its build context could not be fetched');
    },
  );
});
