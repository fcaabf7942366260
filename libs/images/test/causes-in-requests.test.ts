// Proves that a build which was not given what it needs says what that is, and how to give it.
import type { Engine } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { describeBuildFailure } from '../src/index.ts';
import { failureOf, told } from './failure-of.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

describe.concurrent('what the build was not given is named', () => {
  const secret = (mount: string, command: string) =>
    `FROM debian:trixie-slim\nRUN --mount=type=secret,${mount} : PREFIX; ${command}\n`;
  const bake =
    'target "default" {\n  context = "app"\n  output = ["type=cacheonly"]\n  secret = ["id=token,env=TOKEN"]\n}\n';
  type Row = readonly [what: string, files: Record<string, string>, cause: string];
  const rows: readonly Row[] = [
    [
      'a secret that is required',
      { 'app/Dockerfile': secret('id=token,required=true', 'true') },
      'the step uses the secret "token", and the build was given none of that name\nnext: give it: add secret = ["id=token,src=<its file>"], or env=<its variable>, to the target "default" in docker/bake.hcl',
    ],
    [
      'a secret that the step misses',
      { 'app/Dockerfile': secret('id=token', 'cat /run/secrets/token') },
      'the step uses the secret "token", and the build was given none of that name',
    ],
    [
      'a secret whose variable is not set',
      {
        'app/Dockerfile': secret('id=token,target=/t', 'test -s /t || { echo 401 Unauthorized; exit 1; }'),
        'docker/bake.hcl': bake,
      },
      'the secret "token" has its value from the variable TOKEN, which is not set\nnext: set TOKEN, and build again',
    ],
    [
      'an ssh agent',
      { 'app/Dockerfile': 'FROM debian:trixie-slim\nRUN --mount=type=ssh,required=true : PREFIX\n' },
      'the step uses the ssh agent "default", and the build was given none\nnext: add ssh = ["default"] to the target "default" in docker/bake.hcl',
    ],
    [
      'a frontend of a registry that does not answer',
      { 'app/Dockerfile': '# syntax=drydock.invalid/frontend:1\nFROM debian:trixie-slim\n' },
      'such a line asks a registry for the program that reads the Dockerfile, and that registry does not answer\nnext: remove the line "# syntax=drydock.invalid/frontend:1" of app/Dockerfile',
    ],
  ];
  const isNamed = async ([, files, cause]: Row) => {
    expect(told(await failureOf(engine, files))).toContain(`cause: ${cause}`);
  };
  test.for(rows.slice(0, 1))('%s', isNamed);
  test.for(rows.slice(1))('%s', { tags: 'thorough' }, isNamed);

  test('and a secret that was given is not', async () => {
    const failure = await failureOf(
      { ...engine, userEnv: { TOKEN: 'x' } },
      { 'app/Dockerfile': secret('id=token', 'cat /run/secrets/token; exit 4'), 'docker/bake.hcl': bake },
    );

    expect(failure).toMatchObject({ kind: 'step-failed', exitCode: 4 });
    expect(failure.cause).toBeUndefined();
  });
});

describe.concurrent('a base that is not there is told with the reason', () => {
  const bake = (settings: string) => `target "default" {\n  context = "app"\n  ${settings}\n}\n`;
  const tools = 'target "tools" {\n  context = "tools"\n  tags = ["PREFIX/tools:1"]\n}\n';
  type Row = readonly [what: string, bake: string, base: string, cause: string];
  test.for<Row>([
    [
      'no registry',
      bake(''),
      'drydock.invalid/nobody:1',
      'the engine has no image "drydock.invalid/nobody:1", and its registry does not answer\nnext: correct the name',
    ],
    [
      'it is to be pulled',
      bake('pull = true'),
      'drydock.invalid/nobody:1',
      '`pull = true` has the builder ask the registry',
    ],
    [
      'it is a target',
      bake('') + tools,
      'PREFIX/tools:1',
      'the target "tools" gives its image that name, and bake does not connect the two by it\nnext: add contexts = { "drydock-test-',
    ],
  ])('%s', { tags: 'thorough' }, async ([, text, base, cause]) => {
    const files = {
      'docker/bake.hcl': text,
      'app/Dockerfile': `FROM ${base}\nRUN true\n`,
      'tools/Dockerfile': 'FROM scratch\nCOPY Dockerfile /\n',
    };
    const targets = text.includes('tools') ? ['default', 'tools'] : ['default'];

    expect(told(await failureOf(engine, files, { targets }))).toContain(`cause: ${cause}`);
  });
});

test('a git repository that does not answer is told as the network, with its whole address', async () => {
  const context = 'https://git.drydock.invalid/shop.git#main:apps/web';
  const failure = await failureOf(engine, {
    'docker/bake.hcl': `target "default" {\n  context = "${context}"\n}\n`,
  });

  expect(failure).toMatchObject({ kind: 'network', dockerfile: `${context}/Dockerfile` });
  const text = describeBuildFailure(failure);
  expect(text).toContain(
    `default: its build context could not be fetched: the network did not answer (${context}/Dockerfile)`,
  );
  expect(text).toMatch(/fatal: unable to access .*git\.drydock\.invalid/);
});

test('a file that ADD cannot fetch is told as the network', { tags: 'thorough' }, async () => {
  const failure = await failureOf(engine, {
    'app/Dockerfile': 'FROM scratch\nADD https://files.drydock.invalid/a /a\n',
  });

  expect(failure).toMatchObject({ kind: 'network', line: 2 });
});
