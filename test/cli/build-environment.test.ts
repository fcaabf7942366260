// Proves that a command's environment reaches the bake file, and that a unit test which fails is not tried again.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyWorkspace, type Workspace } from '../support/run-drydock.ts';

/** A copy with one image that is built of a few lines. */
function copyWith(bake: string, dockerfile: string): Workspace {
  const copy = copyWorkspace();
  copy.edit('docker/bake.hcl', () => bake);
  mkdirSync(join(copy.folder, 'alone'));
  writeFileSync(join(copy.folder, 'alone/Dockerfile'), dockerfile);
  return copy;
}

test.concurrent('variables of the bake file and its secrets have their values from the environment', async () => {
  using copy = copyWith(
    `variable "GREETING" { default = "hello" }
target "default" {
  context = "alone"
  args    = { GREETING = GREETING }
  secret  = ["id=token,env=MY_TOKEN"]
  output  = ["type=cacheonly"]
}
`,
    `FROM debian:trixie-slim
ARG GREETING
RUN --mount=type=secret,id=token echo "told $GREETING $(cat /run/secrets/token)"; exit 3
`,
  );

  const { exitCode, stderr } = await copy.call(['build'], { GREETING: copy.stack, MY_TOKEN: 'opened' });

  expect(exitCode).toBe(1);
  expect(stderr).toContain(`told ${copy.stack} opened`);
});

test.concurrent('a unit test that prints words of the network has failed, and is built once', async () => {
  const bake = 'target "default" {\n  context = "alone"\n  output = ["type=cacheonly"]\n}\n';
  using copy = copyWith(
    bake,
    `FROM debian:trixie-slim
RUN echo "  ● rejects: connect ECONNREFUSED, TLS handshake timeout, no such host"; echo "1 test failed"; exit 1
`,
  );

  const { exitCode, stderr } = await copy.call(['build']);

  expect(exitCode).toBe(1);
  expect(stderr).toContain('RUN failed with exit code 1 (alone/Dockerfile:2');
  expect(stderr).not.toMatch(/trying again|network did not answer/);
});
