import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError, withLock } from '@drydock/engine';
import { z } from 'zod';
import { RESULTS_VERSION, type Results, resultsSchema } from './results-schema.ts';

const FILE = 'results.json';
const LOCK = '.results.lock';
const EMPTY: Results = { version: RESULTS_VERSION, labs: {} };

/** What a learner has done so far. A file that cannot be understood is an error, and stays as it is. */
export async function readResults(folder: string): Promise<Results> {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOTDIR') throw noFolder(folder);
    throw unreadable(path, [error.message]);
  });
  return text === undefined ? EMPTY : parseResults(text, path);
}

/** Changes the results. Two terminals at once take turns, and a killed one leaves the old file or the new one. */
export async function updateResults(folder: string, change: (results: Results) => Results): Promise<Results> {
  await mkdir(folder, { recursive: true });
  return await withLock(join(folder, LOCK), async () => {
    const results = change(await readResults(folder));
    await writeWhole(join(folder, FILE), `${JSON.stringify(results, null, 2)}\n`);
    return results;
  });
}

export function parseResults(text: string, path: string): Results {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(path, [(error as Error).message]);
  }
  const version = z.object({ version: z.int() }).safeParse(value).data?.version;
  if (version !== undefined && version > RESULTS_VERSION)
    throw new DrydockError(
      'lab-results',
      `${path} was written by a newer Drydock: its version is ${version}, and this one knows ${RESULTS_VERSION}`,
      { nextStep: 'update this copy of Drydock, or work in another folder: --folder' },
    );
  const { data, error } = resultsSchema.safeParse(value);
  if (data) return data;
  throw unreadable(
    path,
    error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
  );
}

function noFolder(folder: string): DrydockError {
  return new DrydockError('lab-files', `"${folder}" is a file or lies below one, and labs need a folder`, {
    nextStep: 'name another one: --folder, or DRYDOCK_LABS',
  });
}

function unreadable(path: string, evidence: readonly string[]): DrydockError {
  return new DrydockError('lab-results', `${path} holds no results that Drydock can read`, {
    evidence,
    nextStep: `mend it, or move it away to begin a new one: mv ${path} ${path}.old (your work in the folders beside it stays)`,
  });
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}`;
  try {
    await using file = await open(temporary, 'wx');
    await file.writeFile(text);
    await file.sync();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
