// Proves that a lock keeps many processes apart while one after the other is killed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withLock } from '../src/lock.ts';
import { stressLock } from './fixtures/stress-lock.ts';

test('20 processes that are killed at random never meet inside', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-lock-'));
  try {
    const lines = await stressLock(folder, { takers: 20, times: 3_000 });

    expect(lines.filter((line) => line !== 'inside')).toEqual([]);
    expect(await withLock(join(folder, 'lock'), async () => 'free', { timeoutS: 1 })).toBe('free');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
