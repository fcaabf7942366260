// Proves that what a killed run of the tests has left is gone with the next one, and what a running one has is not.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { expect, test } from 'vitest';
import { openTestEngine } from '../support/services.ts';

test('images and folders of a killed run are swept, those of a running one stay', {
  tags: 'thorough',
}, async () => {
  const engine = await openTestEngine();
  const [killed, running] = await Promise.all([buildAndWait(), buildAndWait()]);
  try {
    killed.kill('SIGKILL');
    await once(killed, 'close');
    const before = [await leftOf(engine, killed.pid), await leftOf(engine, running.pid)];

    await openTestEngine();

    const kinds = [/:copy-/, /^drydock-company-/, /^drydock-copy-/, /^drydock-small-.*\//, /^drydock-small-/];
    const found = before.map((left) => kinds.map((kind) => left.some((name) => kind.test(name))));
    expect(found, `before: ${before}`).toEqual([kinds.map(() => true), kinds.map(() => true)]);
    expect(await leftOf(engine, killed.pid)).toEqual([]);
    expect(await leftOf(engine, running.pid)).toEqual(before[1]);
  } finally {
    running.kill('SIGKILL');
    await once(running, 'close');
    await openTestEngine();
  }
});

async function buildAndWait() {
  const script = join(import.meta.dirname, 'fixtures/build-and-wait.ts');
  const options = ['--disable-warning=ExperimentalWarning', script];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'close').then(() => {
    throw new Error('the run ended before it was killed');
  });
  exited.catch(() => undefined);
  await Promise.race([once(child.stdout, 'data'), exited]);
  return child;
}

/** Names of images and of folders in the temp folder that have the number of the process in them. */
async function leftOf(engine: Engine, pid: number | undefined): Promise<string[]> {
  const { stdout } = await runDocker(engine, ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}']);
  const names = [...stdout.split('\n'), ...readdirSync(tmpdir())];
  return names.filter((name) => name.split(/[-:/]/).includes(String(pid))).sort();
}
