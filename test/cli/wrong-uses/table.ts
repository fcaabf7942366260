import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A use that is wrong, as typed, with all that is said about it. */
export interface WrongUse {
  readonly typed: string;
  readonly exitCode: number;
  readonly says: string;
}

/** Reads the rows of `table.txt` under one heading. */
export function wrongUses(heading: string): readonly WrongUse[] {
  const text = readFileSync(join(import.meta.dirname, 'table.txt'), 'utf8');
  const part = text.split(/^# /m).find((one) => one.startsWith(`${heading}\n`));
  if (part === undefined) throw new Error(`the table has no heading "${heading}"`);
  return part
    .slice(heading.length)
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map((block) => rowOf(block.trim()));
}

function rowOf(block: string): WrongUse {
  const [first = '', ...lines] = block.split('\n');
  const [, typed = '', exitCode = '1'] = /^\$ (.*?)(?: {2}\[(\d)\])?$/.exec(first) ?? [];
  if (typed === '') throw new Error(`this is no row of the table: ${block}`);
  return { typed, exitCode: Number(exitCode), says: lines.join('\n') };
}
