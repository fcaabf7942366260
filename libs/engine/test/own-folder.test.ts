// Proves that a temporary folder goes with its scope, or else with the next process after its owner was killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { ownFolder } from '../src/index.ts';

const PROGRAM = join(import.meta.dirname, 'fixtures/hold-folder.ts');

/** A process that has a folder. */
async function holder() {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [path] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { path, kill };
}

test('a folder is gone at the end of its scope, with all that is in it', async () => {
  let path = '';
  {
    await using folder = await ownFolder('scope');
    path = folder.path;
    writeFileSync(join(path, 'secret'), 'x');
  }

  expect(path).toMatch(/drydock-scope-/);
  expect(existsSync(path)).toBe(false);
});

test('the folder of a killed process goes when another one makes its own; that of a living one stays', async () => {
  const [killed, living] = [await holder(), await holder()];
  writeFileSync(join(killed.path, 'secret'), 'x');
  await killed.kill();
  const wasThere = existsSync(killed.path);

  await using _mine = await ownFolder('other');

  const are = [wasThere, existsSync(killed.path), existsSync(living.path)];
  await living.kill();
  await using _again = await ownFolder('other');
  expect(are).toEqual([true, false, true]);
  expect(existsSync(living.path)).toBe(false);
});
