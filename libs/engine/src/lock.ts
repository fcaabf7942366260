import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { DrydockError } from './errors.ts';

const LOCK_TIMEOUT_S = 600;
const POLL_MS = { least: 20, most: 100 };
const SAY_AFTER_MS = 1_000;
const SQLITE_BUSY = 5;

interface LockOptions {
  /** Called once when somebody else has held the lock for a second. */
  readonly onWait?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutS?: number;
}

/**
 * Holds an exclusive lock between processes for as long as `work` runs.
 * The kernel keeps it, as a lock on a byte of the file, and ends it with the process that holds it, however that ends:
 * no lock is ever stale. Node can ask for such a lock through SQLite alone, which also keeps apart the holders inside
 * one process; nothing is ever written to the file.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const holder = await acquire(path, options);
  try {
    return await work();
  } finally {
    holder.close();
  }
}

async function acquire(
  path: string,
  { onWait, signal, timeoutS = LOCK_TIMEOUT_S }: LockOptions,
): Promise<DatabaseSync> {
  const begun = Date.now();
  let hasSaid = false;
  for (;;) {
    const holder = await tryLock(path);
    if (holder) return holder;
    const waitedMs = Date.now() - begun;
    if (signal?.aborted) throw new DrydockError('cancelled', `waiting for "${path}" was cancelled`);
    if (waitedMs > timeoutS * 1_000)
      throw new DrydockError('lock', `another drydock command held "${path}" for ${timeoutS} s`, {
        nextStep: 'wait for it or end it, then try again',
      });
    if (waitedMs > SAY_AFTER_MS && !hasSaid) onWait?.();
    hasSaid ||= waitedMs > SAY_AFTER_MS;
    await sleep(POLL_MS.least + Math.random() * (POLL_MS.most - POLL_MS.least)); // or two could go on in step
  }
}

/** Nothing when somebody else holds it. */
async function tryLock(path: string): Promise<DatabaseSync | undefined> {
  let database: DatabaseSync | undefined;
  try {
    await mkdir(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    return database;
  } catch (cause) {
    database?.close();
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw new DrydockError('lock', `the lock "${path}" cannot be taken: ${(cause as Error).message}`, {
      cause,
      nextStep: 'its folder has to be one that you may write to; if the file is in the way, delete it',
    });
  }
}
