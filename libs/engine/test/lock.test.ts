// Proves that a lock keeps processes apart, that a killed holder does not keep it, and that it needs no other program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../src/lock.ts';
import { stressLock } from './fixtures/stress-lock.ts';

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

test('it needs nothing on the path, and leaves an empty file', async () => {
  const source = join(import.meta.dirname, '../src/lock.ts');
  const script = `import { withLock } from ${JSON.stringify(source)};
    await withLock(${JSON.stringify(join(folder, 'lock'))}, async () => console.log('held'));`;

  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], { env: {} });
  const [code] = await once(holder, 'close');

  expect(code).toBe(0);
  expect(await readdir(folder)).toEqual(['lock']);
  expect((await stat(join(folder, 'lock'))).size).toBe(0);
});

test('who waits says so once, and gives up after a while', async () => {
  const file = join(folder, 'lock');
  const release = Promise.withResolvers<void>();
  const held = heldUntil(file, release.promise);
  await held.begun;
  const said: string[] = [];

  const waiting = withLock(file, async () => undefined, {
    onWait: () => said.push('waiting'),
    timeoutS: 1.5,
  });

  await expect(waiting).rejects.toMatchObject({
    code: 'lock',
    nextStep: expect.stringContaining('wait for it'),
  });
  expect(said).toEqual(['waiting']);
  release.resolve();
  await held.ended;
});

test('who waits can be interrupted', async () => {
  const file = join(folder, 'lock');
  const release = Promise.withResolvers<void>();
  const held = heldUntil(file, release.promise);
  await held.begun;

  const waiting = withLock(file, async () => undefined, { signal: AbortSignal.timeout(100) });

  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  release.resolve();
  await held.ended;
});

test.for([
  ['a file of something else', 'a file that is no lock, and long enough to be taken for one'.repeat(10)],
  ['a folder', undefined],
] as const)('%s in its place is named', async ([, text]) => {
  const file = join(folder, 'lock');
  await (text === undefined ? mkdir(file) : writeFile(file, text));

  const locking = withLock(file, async () => undefined);

  await expect(locking).rejects.toMatchObject({ code: 'lock', summary: expect.stringContaining(file) });
});

test('processes that are killed at random never meet inside', async () => {
  const lines = await stressLock(folder, { takers: 4, times: 100 });

  expect(lines.filter((line) => line !== 'inside')).toEqual([]);
  expect(await withLock(join(folder, 'lock'), async () => 'free', { timeoutS: 1 })).toBe('free');
});

/** Holds the lock until something happens. */
function heldUntil(file: string, over: Promise<void>) {
  const begun = Promise.withResolvers<void>();
  const ended = withLock(file, () => {
    begun.resolve();
    return over;
  });
  return { begun: begun.promise, ended };
}
