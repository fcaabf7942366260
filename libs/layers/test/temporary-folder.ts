import { type DisposableTempDir, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone afterwards. */
export function temporaryFolder(): Promise<DisposableTempDir> {
  return mkdtempDisposable(join(tmpdir(), 'drydock-layers-'));
}
