import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const bin = join(root, 'node_modules/.bin');
/** What a folder says that this user may not write to. */
export const CANNOT_WRITE = ['EACCES', 'EPERM', 'EROFS'];

export function fail(message) {
  console.error(`drydock: ${message}`);
  process.exit(1);
}
