import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DrydockError } from '@drydock/engine';
import type { Lab } from '../course.ts';
import { topicOf } from '../lab-folder.ts';
import type { Results } from './results-schema.ts';

const OLD = 'old';

/** Where a learner works on a lab: the folder that it was begun in, whatever number the lab has by now. */
export function workFolder(folder: string, lab: Lab, results: Results): string {
  return join(folder, results.labs[topicOf(lab)]?.folder ?? lab.name);
}

/** Puts the start files of a lab there, whole or not at all. Whatever is there already stays: gives back false then. */
export async function placeStart(lab: Lab, work: string): Promise<boolean> {
  if ((await entries(work)).length > 0) return false;
  const parent = join(work, '..');
  await mkdir(parent, { recursive: true });
  const temporary = await mkdtemp(join(parent, '.start-'));
  try {
    const files = join(temporary, lab.name);
    await cp(join(lab.folder, 'start'), files, { recursive: true });
    await rename(files, work); // takes the place of an empty folder, and of no other
    return true;
  } catch (error) {
    if (isTaken(error)) return false; // another terminal was faster
    throw error;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Moves the work on a lab aside, and gives back where to. */
export async function moveAside(folder: string, work: string): Promise<string> {
  const old = join(folder, OLD);
  await mkdir(old, { recursive: true });
  const name = basename(work);
  const numbers = (await entries(old))
    .filter((entry) => entry.startsWith(`${name}-`))
    .map((entry) => Number(entry.slice(name.length + 1)) || 0);
  const target = join(old, `${name}-${Math.max(0, ...numbers) + 1}`);
  await rename(work, target).catch((cause: NodeJS.ErrnoException) => {
    throw new DrydockError('lab-files', `${work} could not be moved aside: ${cause.message}`, { cause });
  });
  return target;
}

async function entries(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new DrydockError('lab-files', `${folder} cannot be read: ${error.message}`, { cause: error });
  });
}

function isTaken(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
}
