import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './services.ts';

/** What the first stage of a Dockerfile stands on, and what the last one does. */
export function firstAndLastBase(dockerfile: string): [string | undefined, string | undefined] {
  const bases = [...readFileSync(join(ROOT, dockerfile), 'utf8').matchAll(/^FROM (\S+)/gm)].map(
    ([, base]) => base,
  );
  return [bases[0], bases.at(-1)];
}
