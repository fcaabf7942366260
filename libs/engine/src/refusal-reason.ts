const REASONS: Readonly<Record<string, string>> = {
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
  EEXIST: 'it is a file, and a folder is expected',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its links lead round in a circle',
};

/** Why a machine refuses a file or a folder, in words. Nothing when the error is of another kind. */
export function refusalReason({ code = '', syscall }: NodeJS.ErrnoException): string | undefined {
  // Node says so of a folder that is to be made on a read-only file system.
  if (code === 'ENOENT' && syscall === 'mkdir') return REASONS.EROFS;
  return REASONS[code];
}
