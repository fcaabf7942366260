// Proves that a build whose step hangs is stopped and tried again, as one whose network does not answer.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { copyWorkspace, type Workspace } from '../support/run-drydock.ts';

// An engine with other work takes its time to stop a step.
vi.setConfig({ testTimeout: 300_000 });

const BAKE = 'target "default" {\n  context = "hangs"\n  output = ["type=cacheonly"]\n}\n';
/** Long enough for an engine with other work to start a step that prints something. */
const THREE_SECONDS = { DRYDOCK_SILENT_MINUTES: String(3 / 60) };

/** A copy whose only step remembers, in a cache of its own, how often it hung. */
function hangs(times: number): Workspace {
  const copy = copyWorkspace();
  copy.edit('docker/bake.hcl', () => BAKE);
  mkdirSync(join(copy.folder, 'hangs'));
  const step = `FROM debian:trixie-slim
RUN --mount=type=cache,id=${copy.stack},target=/hung <<EOF
set -eu
count=$(ls /hung | wc --lines)
if [ $count -lt ${times} ]; then touch /hung/$count; echo ${copy.stack} asks; sleep 600; fi
EOF
`;
  writeFileSync(join(copy.folder, 'hangs/Dockerfile'), step);
  return copy;
}

test.concurrent('one that hangs twice is built at the third attempt, and says so', async () => {
  using copy = hangs(2);

  const { exitCode, stderr } = await copy.call(['build'], THREE_SECONDS);

  expect(exitCode, stderr).toBe(0);
  expect(
    stderr.match(/default: RUN printed nothing for 3 s, and was stopped \(.*\); trying again/g),
  ).toHaveLength(2);
});

test.concurrent('one that always hangs ends with where, what it said last, and what to do', {
  tags: 'thorough',
}, async () => {
  using copy = hangs(9);

  const { exitCode, stderr } = await copy.call(['build'], THREE_SECONDS);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /default: RUN printed nothing for 3 s, and was stopped \(hangs\/Dockerfile:2, stage "stage-0"\)/,
  );
  expect(stderr).toMatch(/2 \| RUN --mount=type=cache.*\n(.*\n)+ +6 \| EOF/);
  expect(stderr).toMatch(/the last line of its output:\n.*asks/);
  expect(stderr).toContain('DRYDOCK_SILENT_MINUTES');
});
