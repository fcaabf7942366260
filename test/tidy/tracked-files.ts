import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/services.ts';

/** Every file that git tracks or would track, relative to the repository. */
export function trackedFiles(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 100_000_000 })
    .split('\n')
    .filter((file) => file !== '' && existsSync(join(ROOT, file)));
}
