import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { findStacks, stopStack } from '@drydock/stack';

/** Names that tests give what they make: each has the number of the process in it. */
const FOLDER = /^drydock-(?:copy|company|made|small)-(?<pid>\d+)-/;
const STACK = /^copy-(?<pid>\d+)-/;
const IMAGE = /^drydock-(?:made|small)-(?<pid>\d+)-|:copy-(?<copyPid>\d+)-/;

/** Removes what test processes left that were killed. No sweep of the harness does: none of it is known to be a test's. */
export async function sweepDead(engine: Engine): Promise<void> {
  for (const { name } of await findStacks(engine)) if (isDead(name, STACK)) await stopStack(engine, name);
  for (const name of readdirSync(tmpdir()))
    if (isDead(name, FOLDER)) rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 3 });
  const { stdout } = await runDocker(engine, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
  const images = stdout.split('\n').filter((name) => isDead(name, IMAGE));
  // By force, since another run may sweep at the same time: then there is nothing to complain of.
  if (images.length > 0) await runDocker(engine, ['image', 'rm', '--force', ...images]);
}

function isDead(name: string, pattern: RegExp): boolean {
  const { pid, copyPid = pid } = pattern.exec(name)?.groups ?? {};
  return copyPid !== undefined && !existsSync(`/proc/${copyPid}`);
}
