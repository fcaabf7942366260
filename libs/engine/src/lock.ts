import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DrydockError } from './errors.ts';

const LOCK_TIMEOUT_S = 600;

/**
 * Holds an exclusive lock between processes for as long as `work` runs.
 * The kernel keeps it, through a child whose input ends when this process does, however it ends:
 * no lock is ever stale.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const holder = await acquire(path, onWait);
  try {
    return await work();
  } finally {
    holder.stdin?.end();
  }
}

async function acquire(path: string, onWait?: () => void): Promise<ChildProcess> {
  const waiting = setTimeout(() => onWait?.(), 1_000);
  // Detached, so that Ctrl-C in the terminal does not release the lock while we still clean up.
  const holder = spawn('flock', ['--wait', String(LOCK_TIMEOUT_S), path, '-c', 'echo held; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  try {
    const [first] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'close')]);
    if (String(first).startsWith('held')) return holder;
  } catch (cause) {
    throw new DrydockError('lock', `could not lock "${path}"`, {
      cause,
      nextStep: 'install util-linux (flock)',
    });
  } finally {
    clearTimeout(waiting);
  }
  throw new DrydockError('lock', `another drydock command held "${path}" for ${LOCK_TIMEOUT_S} s`, {
    nextStep: 'wait for it or end it, then try again',
  });
}
