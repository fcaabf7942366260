// Proves that a build whose step does not reach the network waits before it is tried again, and can be cancelled meanwhile.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { copyWorkspace, type Workspace } from '../support/run-drydock.ts';

const BAKE = 'target "default" {\n  context = "alone"\n  output = ["type=cacheonly"]\n}\n';

/** A copy whose only step remembers, in a cache of its own, how often it found no network. */
function findsNoNetwork(times: number): Workspace {
  const copy = copyWorkspace();
  copy.edit('docker/bake.hcl', () => BAKE);
  mkdirSync(join(copy.folder, 'alone'));
  const step = `FROM debian:trixie-slim
RUN --mount=type=cache,id=${copy.stack},target=/tried <<EOF
set -eu
count=$(ls /tried | wc --lines)
if [ $count -lt ${times} ]; then touch /tried/$count; echo "curl: (6) Could not resolve host: ${copy.stack}.invalid"; exit 6; fi
EOF
`;
  writeFileSync(join(copy.folder, 'alone/Dockerfile'), step);
  return copy;
}

test.concurrent('one that is back after two attempts is built, and the pauses become longer', async () => {
  using copy = findsNoNetwork(2);

  const { exitCode, stderr } = await copy.run(['build']);

  expect(exitCode, stderr).toBe(0);
  expect(stderr.match(/trying again in \d+ s/g)).toEqual(['trying again in 2 s', 'trying again in 10 s']);
});

test.concurrent('one that is cancelled between two attempts ends as any other, with no third one', async () => {
  using copy = findsNoNetwork(9);
  const child = copy.start(['build']);
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the command has no output');
  const said = text(stdout);
  let told = '';
  stderr.setEncoding('utf8').on('data', (more: string) => {
    told += more;
    if (/trying again in 10 s/.test(more)) child.kill('SIGINT');
  });

  const exitCode = await new Promise((resolve) => child.once('close', resolve));

  expect(exitCode, told).toBe(130);
  expect(told).toMatch(/trying again in 10 s[\s\S]*drydock: interrupted/);
  expect(told).not.toMatch(/trying again in 10 s[\s\S]*RUN failed/);
  expect(await said).toBe('');
});
