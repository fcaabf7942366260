import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './services.ts';

/** Where a line of a file of the repository stands, as `file:line`. Fails when no line begins like it. */
export function sourceLine(file: string, beginning: string): string {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.startsWith(beginning));
  if (index < 0) throw new Error(`${file} has no line that begins with "${beginning}"`);
  return `${file}:${index + 1}`;
}
