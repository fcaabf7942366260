import { DrydockError } from '@drydock/engine';
import { ArchiveDamage, DocumentDamage } from './archive-damage.ts';

interface Circumstances {
  /** E.g. `the image "drydock/apod:local"`. */
  readonly subject: string;
  readonly signal: AbortSignal | undefined;
  readonly evidence?: readonly string[];
  readonly nextStep?: string;
}

const FILE_ERRORS = ['EACCES', 'EIO', 'EISDIR', 'ENOENT', 'ENOTDIR', 'EPERM', 'ELOOP', 'ENAMETOOLONG'];

const DOCUMENT_STEP =
  'make the image again; if that does not help, the tool that made it writes images that no engine accepts';
const DISK_STEP =
  'build or pull it again; when that does not help, the disk of the engine may be full or damaged';

/** What to tell people when reading an image or an archive failed. What is no damage is a bug, and stays as it is. */
export function archiveError(
  error: unknown,
  { subject, signal, evidence, nextStep }: Circumstances,
): unknown {
  if (error instanceof DrydockError) return error;
  if (signal?.aborted)
    return new DrydockError('cancelled', `reading ${subject} was cancelled`, { cause: error });
  const isDamage = error instanceof ArchiveDamage;
  if (!isDamage && !FILE_ERRORS.includes((error as NodeJS.ErrnoException).code ?? '')) return error;
  return new DrydockError('image-archive', `${subject} cannot be read: ${(error as Error).message}`, {
    cause: error,
    evidence: evidence ?? [],
    nextStep: error instanceof DocumentDamage ? DOCUMENT_STEP : (nextStep ?? DISK_STEP),
  });
}
