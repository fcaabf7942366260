// Proves that a failure whose cause is how a file is written, or where it is, names that file and what to do.
import type { Engine } from '@drydock/engine';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { failureOf, told } from './failure-of.ts';
import { openTestEngine } from './open-test-engine.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

const windows = (text: string) => text.replaceAll('\n', '\r\n');

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
