// Proves that a build whose step hangs is stopped and tried again, as one whose network does not answer.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyWorkspace, runDrydock, type Workspace } from '../support/run-drydock.ts';

const BAKE = 'target "default" {\n  context = "hangs"\n  output = ["type=cacheonly"]\n}\n';
const TWO_SECONDS = { DRYDOCK_SILENT_MINUTES: String(2 / 60) };

let copy: Workspace;

beforeEach(() => {
  copy = copyWorkspace();
  copy.edit('docker/bake.hcl', () => BAKE);
  mkdirSync(join(copy.folder, 'hangs'));
});

afterEach(() => copy[Symbol.dispose]());

/** A step that remembers, in a cache of its own, how often it hung. */
function hangs(times: number): void {
  const step = `FROM debian:trixie-slim
RUN --mount=type=cache,id=${copy.stack},target=/hung <<EOF
set -eu
count=$(ls /hung | wc --lines)
if [ $count -lt ${times} ]; then touch /hung/$count; echo ${copy.stack} asks; sleep 600; fi
EOF
`;
  writeFileSync(join(copy.folder, 'hangs/Dockerfile'), step);
}

test('one that hangs twice is built at the third attempt, and says so', async () => {
  hangs(2);

  const { exitCode, stderr } = await copy.run(['build'], TWO_SECONDS);

  expect(exitCode, stderr).toBe(0);
  expect(
    stderr.match(/default: RUN printed nothing for 2 s, and was stopped \(.*\); trying again/g),
  ).toHaveLength(2);
});

test('one that always hangs ends with where, what it said last, and what to do', async () => {
  hangs(9);

  const { exitCode, stderr } = await copy.run(['build'], TWO_SECONDS);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /default: RUN printed nothing for 2 s, and was stopped \(hangs\/Dockerfile:2, stage "stage-0"\)/,
  );
  expect(stderr).toMatch(/2 \| RUN --mount=type=cache.*\n(.*\n)+ +6 \| EOF/);
  expect(stderr).toMatch(/the last line of its output:\n.*asks/);
  expect(stderr).toContain('DRYDOCK_SILENT_MINUTES');
});

test.each(['soon', '0', '-3'])('a limit of %j is refused', async (minutes) => {
  const { exitCode, stderr } = await runDrydock(['build'], { DRYDOCK_SILENT_MINUTES: minutes });

  expect(exitCode).toBe(1);
  expect(stderr).toContain(`DRYDOCK_SILENT_MINUTES is "${minutes}"; it takes a number of minutes, e.g. 20`);
});
