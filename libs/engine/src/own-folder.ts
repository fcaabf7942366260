import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrydockError } from './errors.ts';
import { currentOwner, isGone } from './owner.ts';
import { refusalReason } from './refusal-reason.ts';

/** A folder for temporary files that belongs to this process. */
export interface OwnFolder extends AsyncDisposable {
  readonly path: string;
}

const NAME = /^drydock-[a-z]+-(?<pid>\d+)-(?<start>\d+|x)-(?<space>\d+|x)-\w{6}$/;

/**
 * Makes a folder for temporary files, gone at the end of its scope. What a killed process left, which may be secrets of
 * a build, is found by its owner in the name, and removed by the next call. `word`: what it is for, such as `build`.
 */
export async function ownFolder(word: string): Promise<OwnFolder> {
  await sweepOwnFolders();
  const { pid, start, space } = currentOwner();
  const name = `drydock-${word}-${pid}-${start || 'x'}-${space || 'x'}-`;
  const path = await mkdtemp(join(tmpdir(), name)).catch(unusable);
  return { path, [Symbol.asyncDispose]: () => remove(path) };
}

/** Removes the folders of processes that are gone, killed ones included. */
export async function sweepOwnFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(unusable);
  await Promise.all(names.filter(isAbandoned).map((name) => remove(join(tmpdir(), name))));
}

function isAbandoned(name: string): boolean {
  const { pid, start = '', space = '' } = NAME.exec(name)?.groups ?? {};
  if (pid === undefined) return false;
  const known = (text: string) => (text === 'x' ? '' : text);
  return isGone({ ...currentOwner(), pid: Number(pid), start: known(start), space: known(space) });
}

function unusable(cause: NodeJS.ErrnoException): never {
  throw new DrydockError(
    'temporary-folder',
    `temporary files cannot be written to "${tmpdir()}": ${refusalReason(cause) ?? 'there is no such folder'}`,
    {
      cause,
      nextStep: 'set TMPDIR to a folder that you may write to',
    },
  );
}

/** Another process may be removing the same folder. */
function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 3 });
}
