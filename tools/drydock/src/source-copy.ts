import { existsSync, readdirSync } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, mkdtemp, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError, openHome, runCommand } from '@drydock/engine';
import type { Context } from './context.ts';

/** The sources as somebody else has them: every file that git would track, in a folder of its own. */
export interface SourceCopy extends AsyncDisposable {
  readonly folder: string;
}

const DEFAULT_UMASK = 0o022;

/** Copies the sources, with the file modes that a checkout under this umask gives them. */
export async function copySources(
  context: Context,
  { umask = DEFAULT_UMASK }: { readonly umask?: number } = {},
): Promise<SourceCopy> {
  const { root } = context;
  const parent = join(openHome(context.env).folder, 'sources');
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `${process.pid}-`));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    for (const file of await sourceFiles(context)) await copyFileTo(file, { root, folder, umask });
    await chmod(folder, 0o777 & ~umask);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, [Symbol.asyncDispose]: remove };
}

/** A process that was killed had no time to. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of readdirSync(parent))
    if (!existsSync(`/proc/${Number.parseInt(name, 10)}`))
      await rm(join(parent, name), { recursive: true, force: true });
}

async function sourceFiles({ root, env, signal }: Context): Promise<string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const own = { PATH: env.PATH ?? '', HOME: env.HOME ?? '' };
  const { stdout, stderr, exitCode } = await runCommand('git', args, { cwd: root, env: own, signal });
  if (exitCode === 0)
    return [...new Set(stdout.split('\0'))].filter((file) => file && existsSync(join(root, file)));
  throw new DrydockError('command-failed', 'git does not say which files are sources', {
    evidence: stderr.trim().split('\n'),
    nextStep: 'run this in a clone of the repository',
  });
}

async function copyFileTo(
  file: string,
  { root, folder, umask }: { readonly root: string; readonly folder: string; readonly umask: number },
): Promise<void> {
  const from = join(root, file);
  const to = join(folder, file);
  await makeFolders(folder, file, 0o777 & ~umask);
  const found = await lstat(from);
  if (found.isSymbolicLink()) return symlink(await readlink(from), to);
  await copyFile(from, to);
  // git knows of a file's mode only whether it may be executed; the umask does the rest.
  await chmod(to, (found.mode & 0o100 ? 0o777 : 0o666) & ~umask);
}

async function makeFolders(folder: string, file: string, mode: number): Promise<void> {
  let path = folder;
  for (const name of file.split('/').slice(0, -1)) {
    path = join(path, name);
    if (existsSync(path)) continue;
    await mkdir(path);
    await chmod(path, mode);
  }
}
