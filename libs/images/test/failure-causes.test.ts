// Proves that a failure is told with what is behind it and what to do, where the files and the request show it.
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type BuildFailure, describeBuildFailure } from '../src/index.ts';
import { failureOf } from './failure-of.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

const windows = (text: string) => text.replaceAll('\n', '\r\n');

/** Cause and next step, as people see them. */
function told(failure: BuildFailure): string {
  const lines = describeBuildFailure(failure).split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('cause: '))).join('\n');
}

describe.concurrent('Windows line ends are named', () => {
  const script = windows('#!/bin/sh\nset -eu\necho PREFIX\n');
  type Row = readonly [what: string, files: Record<string, string>, said: string];
  const rows: readonly Row[] = [
    [
      'in a heredoc',
      { 'app/Dockerfile': windows('FROM debian:trixie-slim\nRUN <<EOF\nset -eu\necho PREFIX\nEOF\n') },
      'app/Dockerfile has Windows line ends (CRLF), and in a heredoc they reach the shell',
    ],
    [
      'in a script that a RUN starts',
      {
        'app/Dockerfile': 'FROM debian:trixie-slim\nWORKDIR /src\nCOPY . .\nRUN ./tools/make\n',
        'app/tools/make': script,
      },
      '"tools/make" has Windows line ends (CRLF)',
    ],
    [
      'in a script that a shell reads',
      {
        'app/Dockerfile': 'FROM debian:trixie-slim\nCOPY make.sh /opt/\nRUN sh /opt/make.sh\n',
        'app/make.sh': script,
      },
      '"make.sh" has Windows line ends (CRLF)',
    ],
    [
      'in a script on the path, copied from another stage',
      {
        'app/Dockerfile':
          'FROM debian:trixie-slim AS tools\nCOPY --chmod=755 make /tools/\nFROM debian:trixie-slim\nCOPY --from=tools /tools/ /usr/local/bin/\nRUN make\n',
        'app/make': script,
      },
      '"make" has Windows line ends (CRLF)',
    ],
    [
      'in a script that nobody here can see',
      {
        'app/Dockerfile':
          "FROM debian:trixie-slim\nRUN printf '#!/usr/bin/env sh\\r\\n: PREFIX\\r\\n' > /x && chmod 755 /x && /x\n",
      },
      'a script that the step runs has Windows line ends (CRLF)',
    ],
  ];
  const isNamed = async ([, files, said]: Row) => {
    const failure = await failureOf(engine, files);

    expect(failure.exitCode).toBeGreaterThan(0);
    expect(told(failure)).toContain(`cause: ${said}`);
    expect(told(failure)).toMatch(/next: save .* with Unix line ends \(LF\)/);
  };
  test.for(rows.slice(0, 1))('%s', isNamed);
  test.for(rows.slice(1))('%s', { tags: 'thorough' }, isNamed);

  test('not when the script is fine and fails by itself', async () => {
    const failure = await failureOf(engine, {
      'app/Dockerfile': windows('FROM debian:trixie-slim\nCOPY make.sh /\nRUN sh /make.sh\n'),
      'app/make.sh': 'echo PREFIX\nexit 3\n',
    });

    expect(failure).toMatchObject({ kind: 'step-failed', exitCode: 3, line: 3 });
    expect(failure.cause).toBeUndefined();
  });
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

describe.concurrent('a file that is not in the context is told with the reason', () => {
  const copy = (source: string) => `FROM scratch\nCOPY ${source} /x\n`;
  type Row = readonly [
    what: string,
    files: Record<string, string>,
    links: Record<string, string>,
    cause: RegExp,
  ];
  const rows: readonly Row[] = [
    [
      'a link out of it',
      { 'app/Dockerfile': copy('linked/file'), 'other/file': '' },
      { 'app/linked': '../other' },
      /"linked" is a link to "\.\.\/other", which leads out of the build context \(app\)/,
    ],
    [
      'a link to a file out of it',
      { 'app/Dockerfile': copy('file'), 'other/file': '' },
      { 'app/file': '/etc/hostname' },
      /"file" is a link to "\/etc\/hostname", which leads out/,
    ],
    [
      'a link that git wrote as a file',
      { 'app/Dockerfile': copy('linked/file'), 'app/linked': '../other' },
      {},
      /"linked" is no folder but a file that holds "\.\.\/other"/,
    ],
    [
      'a file instead of a folder',
      { 'app/Dockerfile': copy('src/file'), 'app/src': 'some text\n' },
      {},
      /"src" is a file, and no folder/,
    ],
    [
      'a way up',
      { 'app/Dockerfile': copy('../other/file'), 'other/file': '' },
      {},
      /"\.\.\/other\/file" leads out of the build context/,
    ],
    [
      'backslashes',
      { 'app/Dockerfile': copy('.\\src\\a'), 'app/src/a': '' },
      {},
      /a backslash .* "\.\\src\\a" means "\.srca"\nnext: write "\.\/src\/a"/,
    ],
    [
      'other letters',
      { 'app/Dockerfile': copy('src/a'), 'app/Src/a': '' },
      {},
      /it is called "Src" there: .*\nnext: write "Src"/,
    ],
    [
      'a .dockerignore',
      { 'app/Dockerfile': copy('src/a'), 'app/src/a': '', 'app/.dockerignore': 'src\n' },
      {},
      /and app\/\.dockerignore keeps it out of the build\nnext: let app\/\.dockerignore let it in/,
    ],
  ];
  const isNamed = async ([, files, links, cause]: Row) => {
    const failure = await failureOf(engine, files, { links });

    expect(failure.kind).toBe('context-missing');
    expect(told(failure)).toMatch(cause);
  };
  test.for(rows.slice(0, 1))('%s', isNamed);
  test.for(rows.slice(1))('%s', { tags: 'thorough' }, isNamed);
});

describe.concurrent('an argument that is not seen is named', () => {
  type Row = readonly [what: string, dockerfile: string, cause: string];
  const rows: readonly Row[] = [
    [
      'in a stage',
      'ARG VERSION=trixie-slim\nFROM debian:$VERSION\nRUN : PREFIX; test -n "$VERSION"\n',
      'ARG VERSION stands above the first FROM (app/Dockerfile:1): only FROM lines see it',
    ],
    [
      'in a heredoc',
      `ARG VERSION=1\nFROM debian:trixie-slim\nRUN <<EOF\n: PREFIX\ntest -n "\${VERSION}"\nEOF\n`,
      'ARG VERSION stands above the first FROM',
    ],
    [
      'in a COPY',
      'ARG VERSION=1\nFROM scratch\nCOPY app-$VERSION.jar /app.jar\n',
      'ARG VERSION stands above the first FROM',
    ],
    [
      'in a FROM',
      'FROM scratch AS one\nARG VERSION=1\nFROM debian:$VERSION\nRUN true\n',
      'ARG VERSION stands in a stage (app/Dockerfile:2): FROM sees only what stands above the first FROM',
    ],
  ];
  const isNamed = async ([, dockerfile, cause]: Row) => {
    expect(told(await failureOf(engine, { 'app/Dockerfile': dockerfile }))).toContain(`cause: ${cause}`);
  };
  test.for(rows.slice(0, 1))('%s', isNamed);
  test.for(rows.slice(1))('%s', { tags: 'thorough' }, isNamed);

  test.for([
    ['a stage that declares it', 'ARG V=1\nFROM debian:trixie-slim\nARG V\nRUN : PREFIX; test "$V" = 2\n'],
    [
      'a stage below one that does',
      'ARG V=1\nFROM debian:trixie-slim AS a\nARG V\nFROM a\nRUN : PREFIX; test "$V" = 2\n',
    ],
    ['a script that sets it', 'ARG V=1\nFROM debian:trixie-slim\nRUN V=PREFIX; test "$V" = 2\n'],
  ] as const)('and not in %s', { tags: 'thorough' }, async ([, dockerfile]) => {
    expect((await failureOf(engine, { 'app/Dockerfile': dockerfile })).cause).toBeUndefined();
  });
});

describe.concurrent('what a base image leaves to be run', () => {
  test('is shown where it stands, when the base is a target', async () => {
    const failure = await failureOf(engine, {
      'docker/bake.hcl': `target "base" {
  context = "base"
}
target "default" {
  context  = "app"
  contexts = { "my/base" = "target:base" }
  output   = ["type=cacheonly"]
}\n`,
      'base/Dockerfile':
        'FROM debian:trixie-slim\nONBUILD COPY a /a\nONBUILD RUN : PREFIX; \\\n  grep hello /a\n',
      'app/Dockerfile': 'FROM my/base AS top\nRUN true\n',
      'app/a': '',
    });

    expect(failure).toMatchObject({
      kind: 'step-failed',
      target: 'default',
      dockerfile: 'base/Dockerfile',
      line: 3,
      exitCode: 1,
    });
    const text = describeBuildFailure(failure);
    expect(text).toContain('default: ONBUILD RUN failed with exit code 1 (base/Dockerfile:3');
    expect(text).toContain('\n  4 |   grep hello /a\n');
    expect(text).toContain(
      'cause: it is an instruction of the base image of "default", run where app/Dockerfile says FROM',
    );
  });

  const onBase = (rest: string) => ({
    'docker/bake.hcl': `target "base" { context = "base" }
target "default" {
  context  = "app"
  contexts = { "my/base" = "target:base" }
  output   = ["type=cacheonly"]
}\n`,
    'base/Dockerfile': `FROM debian:trixie-slim\nWORKDIR /src\n${rest}\n`,
    'base/tools/make': '#!/bin/sh\n',
    'app/Dockerfile': 'FROM my/base\nRUN true\n',
    'app/tools/make': windows('#!/bin/sh\necho PREFIX\n'),
  });

  test('is explained by the files of the build that runs it', { tags: 'thorough' }, async () => {
    const script = await failureOf(engine, onBase('ONBUILD COPY . .\nONBUILD RUN ./tools/make'));
    const file = await failureOf(engine, onBase('ONBUILD COPY Tools/make /'));

    expect([script.dockerfile, script.line]).toEqual(['base/Dockerfile', 4]);
    expect(told(script)).toContain('cause: "tools/make" has Windows line ends (CRLF)');
    expect([file.kind, file.dockerfile, file.line]).toEqual(['context-missing', 'base/Dockerfile', 3]);
    expect(told(file)).toContain('cause: it is called "tools" there');
  });

  test('is shown when nobody here has its Dockerfile', { tags: 'thorough' }, async () => {
    const base = await runDocker(engine, ['create', 'debian:trixie-slim']);
    const name = `drydock-test/on-build:${process.pid}`;
    await runDocker(engine, ['commit', '--change', 'ONBUILD RUN exit 7', base.stdout.trim(), name]);
    await runDocker(engine, ['rm', base.stdout.trim()]);

    const failure = await failureOf(engine, { 'app/Dockerfile': `FROM ${name}\nRUN : PREFIX\n` });
    await runDocker(engine, ['image', 'rm', name]);

    expect(failure).toMatchObject({ kind: 'step-failed', line: 1, exitCode: 7 });
    expect(describeBuildFailure(failure)).toContain(
      'default: ONBUILD RUN failed with exit code 7 (app/Dockerfile:1',
    );
    expect(told(failure)).toContain(
      'cause: the base image runs "RUN exit 7" in every build on top of it (ONBUILD)',
    );
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

describe.concurrent('a file that cannot be run or read as it is encoded is named', () => {
  test('a script without its first line', { tags: 'thorough' }, async () => {
    const failure = await failureOf(engine, {
      'app/Dockerfile': 'FROM debian:trixie-slim\nCOPY --chmod=755 make /\nRUN ["/make"]\n',
      'app/make': '\uFEFF#!/bin/sh\necho PREFIX\n',
    });

    expect(told(failure)).toContain(
      'cause: "/make" is no program of this machine\'s processor, and no script',
    );
  });

  test('a Dockerfile that PowerShell wrote', { tags: 'thorough' }, async () => {
    const text = Buffer.from('\uFEFFFROM scratch\r\n', 'utf16le').toString('latin1');
    const failure = await failureOf(engine, { 'app/Dockerfile': text }, { encoding: 'latin1' });

    expect(told(failure)).toContain('cause: app/Dockerfile is encoded as UTF-16');
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

test('a step of one of several platforms has its stage and line', { tags: 'thorough' }, async () => {
  const failure = await failureOf(engine, {
    'docker/bake.hcl': `target "default" {
  context   = "app"
  platforms = ["linux/amd64", "linux/386"]
  output    = ["type=cacheonly"]
}\n`,
    'app/Dockerfile':
      'FROM scratch AS files\nCOPY Dockerfile /\nFROM debian:trixie-slim AS last\nRUN : PREFIX; exit 3\n',
  });

  expect(failure).toMatchObject({ kind: 'step-failed', stage: 'last', line: 4, exitCode: 3 });
});
