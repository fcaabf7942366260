import { DrydockError } from '@drydock/engine';

/** What a machine says when it refuses a file or a folder, in words. */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: 'you may not do that there',
  EPERM: 'you may not do that there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk cannot be read or written',
  EISDIR: 'it is a folder, and a file is expected',
  ENOTDIR: 'a part of it is a file, and a folder is expected',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead round in a circle',
  EEXIST: 'something of that name is there already',
};

/** A mistake or a failure as lines for a person; a bug with its stack. */
export function errorText(error: unknown): string {
  if (error instanceof DrydockError) return `drydock: ${error.message}`;
  return refusalText(error) ?? bugText(error);
}

/** A disk that is full, or a folder that is somebody else's, is no bug. A file that is not there may be one. */
function refusalText(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  // Node says so of a folder that is to be made on a read-only file system.
  const reason = code === 'ENOENT' && syscall === 'mkdir' ? REFUSALS.EROFS : REFUSALS[code];
  if (reason === undefined || path === undefined) return undefined;
  const next = 'give it a file or folder that you may write to, and try again';
  return `drydock: ${JSON.stringify(path)} cannot be used: ${reason} (${code}, ${syscall})\n  → ${next}`;
}

function bugText(error: unknown): string {
  const stack = error instanceof Error ? error.stack : String(error);
  return `drydock: this is a bug in Drydock; please report it with the lines below\n${stack}`;
}
