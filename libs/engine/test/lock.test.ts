// Proves that a lock keeps processes apart, and that a killed holder does not keep it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../src/lock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-lock-'));
});

afterEach(() => rm(folder, { recursive: true }));

test('work under one lock never overlaps', async () => {
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen.push(`${name} ends`);
  };

  await Promise.all(['a', 'b', 'c'].map((name) => withLock(join(folder, 'lock'), work(name))));

  for (let index = 0; index < seen.length; index += 2)
    expect(seen[index + 1]).toBe(seen[index]?.replace('begins', 'ends'));
});

test('a holder that is killed lets go of the lock', async () => {
  const file = join(folder, 'lock');
  const source = join(import.meta.dirname, '../src/lock.ts');
  const script = `import { withLock } from ${JSON.stringify(source)};
    await withLock(${JSON.stringify(file)}, () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000); }));`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  holder.kill('SIGKILL');

  const result = await withLock(file, async () => 'mine');

  expect(result).toBe('mine');
});

test('a lock is released when the work fails', async () => {
  const file = join(folder, 'lock');
  const failing = withLock(file, async () => {
    throw new Error('no');
  });

  await expect(failing).rejects.toThrow('no');
  expect(await withLock(file, async () => 'again')).toBe('again');
});
