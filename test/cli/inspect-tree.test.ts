// Proves that the tree of `inspect` is text where nobody can walk in it, and gives the terminal back where somebody does.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';
import { type MadeImage, makeImage } from '../support/made-image.ts';
import { finished } from '../support/run-drydock.ts';
import { openTestEngine, ROOT } from '../support/services.ts';

const DOCKERFILE = `FROM debian:trixie-slim AS maker
RUN head -c 200000 /dev/zero > /small
FROM scratch
COPY --from=maker /small /data/big
COPY --from=maker /small /data/small
`;

let made: MadeImage;

beforeAll(async () => {
  made = await makeImage(await openTestEngine(), DOCKERFILE);
});

afterAll(() => made?.[Symbol.asyncDispose]());

describe.concurrent('the tree', () => {
  test('is indented text where there is no terminal', async () => {
    const { stdout, exitCode } = await callDrydock(['inspect', '--tree', made.ref]);

    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      ' 400.0 kB  /',
      ' 400.0 kB    data/',
      ' 200.0 kB      big',
      ' 200.0 kB      small',
    ]);
  });

  test.for([
    ['q', 0],
    ['\x03', 0],
    ['/big\rq', 0],
  ] as const)(
    'in a terminal gives the screen back after the keys %j',
    async ([keys, exitCode], { onTestFinished }) => {
      const main = join(ROOT, 'tools/drydock/src/main.ts');
      const command = `stty rows 12 cols 60; '${process.execPath}' --disable-warning=ExperimentalWarning '${main}' inspect --tree ${made.ref}; code=$?; stty -a; exit $code`;
      const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
        env: { ...process.env, TERM: 'xterm' },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let seen = '';
      let isAnswered = false;
      child.stdout.on('data', (chunk) => {
        seen += chunk;
        if (isAnswered || !seen.includes('▸ data/')) return;
        isAnswered = true;
        child.stdin.write(keys);
      });

      const ran = await finished(child);

      expect(ran.exitCode).toBe(exitCode);
      expect(ran.stdout).toContain('▸ data/');
      const [, after = ''] = ran.stdout.split('\x1b[?25h\x1b[?1049l');
      expect(after).toMatch(/ icanon /);
      expect(after).toMatch(/ echo /);
    },
  );
});
