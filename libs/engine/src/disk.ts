import { statfs } from 'node:fs/promises';
import { DrydockError } from './errors.ts';

const BYTES_PER_GB = 1_000_000_000;
/** What a first build of everything may take, with room for the engine's own cache. */
export const REQUIRED_DISK_BYTES = 10 * BYTES_PER_GB;

/** Free bytes on the file system that holds `folder`, for an unprivileged user. */
export async function freeBytes(folder: string): Promise<number> {
  const disk = await statfs(folder);
  return disk.bavail * disk.bsize;
}

/** Refuses to start what would fill the disk half-way. */
export async function assertDiskSpace(folder: string, requiredBytes = REQUIRED_DISK_BYTES): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= requiredBytes) return;
  throw new DrydockError(
    'disk-low',
    `the disk that holds "${folder}" has ${gigabytes(free)} GB free, and building needs ${gigabytes(requiredBytes)} GB`,
    { nextStep: 'free some space, or set DRYDOCK_HOME to a folder on another disk' },
  );
}

function gigabytes(bytes: number): string {
  return (bytes / BYTES_PER_GB).toFixed(1);
}
