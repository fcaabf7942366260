// Proves that a build which cannot begin names what is wrong, and where.
import type { Engine } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { describeBuildFailure } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

describe.concurrent('a build that cannot begin', () => {
  type Row = readonly [what: string, dockerfile: string, kind: string, line: number, message: string];
  const namesTheLine = async ([, dockerfile, kind, line, message]: Row) => {
    const failure = await failureOf(engine, { 'app/Dockerfile': dockerfile });

    expect(failure).toMatchObject({
      kind,
      line,
      target: 'default',
      dockerfile: 'app/Dockerfile',
      exitCode: undefined,
    });
    expect(failure.source).toEqual(dockerfile.split('\n').slice(line - 1, line - 1 + failure.source.length));
    const [headline] = describeBuildFailure(failure).split('\n');
    expect(headline).toContain(message);
    expect(headline).toContain(`(app/Dockerfile:${line}, stage "stage-0")`);
  };
  test.for<Row>([
    [
      'an unknown instruction',
      'FROM scratch\n\nCOPPY a b\n',
      'dockerfile-invalid',
      3,
      'unknown instruction: COPPY (did you mean COPY?)',
    ],
    [
      'an image that nobody has',
      '# first\nFROM drydock.invalid/nobody:1\nRUN true\n',
      'missing-base',
      2,
      'drydock.invalid/nobody:1',
    ],
    [
      'a file that is not in the context',
      'FROM scratch\nCOPY --link absent.txt /x\n',
      'context-missing',
      2,
      '"/absent.txt": not found',
    ],
  ])('for %s names the line', namesTheLine);
  test.for<Row>([
    [
      'an unclosed heredoc',
      'FROM scratch\nRUN <<EOF\nset -eu\n',
      'dockerfile-invalid',
      2,
      'unterminated heredoc',
    ],
    [
      'an unknown flag',
      'FROM scratch\nRUN --mont=type=cache true\n',
      'dockerfile-invalid',
      2,
      'unknown flag: --mont',
    ],
    [
      'a stage that does not exist',
      'FROM scratch\nCOPY --from=drydock.invalid/stage /a /b\n',
      'missing-base',
      2,
      'drydock.invalid/stage',
    ],
  ])('for %s names the line', { tags: 'thorough' }, namesTheLine);

  test('for want of a Dockerfile names the one it looked for', { tags: 'thorough' }, async () => {
    const failure = await failureOf(engine, { 'app/README': '' });

    expect(failure).toMatchObject({
      kind: 'dockerfile-invalid',
      dockerfile: 'app/Dockerfile',
      line: undefined,
    });
  });

  test('for want of a stage says which', { tags: 'thorough' }, async () => {
    const failure = await failureOf(engine, {
      'docker/bake.hcl': 'target "default" {\n  context = "app"\n  target = "tset"\n}\n',
      'app/Dockerfile': 'FROM scratch AS test\nCOPY . /\n',
    });

    expect(failure).toMatchObject({
      kind: 'dockerfile-invalid',
      target: 'default',
      message: expect.stringContaining('"tset"'),
    });
  });

  test('for want of its context names the target, among others', { tags: 'thorough' }, async () => {
    const failure = await failureOf(
      engine,
      {
        'docker/bake.hcl': 'target "a" { context = "a" }\ntarget "b" { context = "nowhere" }\n',
        'a/Dockerfile': 'FROM debian:trixie-slim\nRUN echo PREFIX; sleep 20\n',
      },
      { targets: ['a', 'b'] },
    );

    expect(failure).toMatchObject({ kind: 'context-missing', target: 'b' });
  });

  test('for want of a named context names it', { tags: 'thorough' }, async () => {
    const failure = await failureOf(
      engine,
      {
        'docker/bake.hcl': 'target "default" {\n  context = "app"\n  contexts = { host-ca = "ca" }\n}\n',
        'app/Dockerfile': 'FROM scratch\nCOPY --from=host-ca / /\n',
        'ca/a.crt': '',
      },
      { contexts: { 'host-ca': '/nowhere' } },
    );

    expect(failure).toMatchObject({
      kind: 'context-missing',
      target: 'default',
      message: expect.stringContaining('host-ca'),
    });
  });
});
