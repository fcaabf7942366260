import type { SourceStep } from '@drydock/images';
import { plain } from './format.ts';

/** `apps/apod/Dockerfile:12`. */
export function placeOf({ file, line }: Pick<SourceStep, 'file' | 'line'>): string {
  return `${file}:${line}`;
}

/** Says nothing that a reader of one line would miss. */
const NOISE = /\s--(link|mount=\S+|network=\S+|chown=\S+|chmod=\S+)(?=\s)/g;
/** What nearly every script begins with. */
const PREAMBLE = /^(set -\S+|set -o \w+|export \w+=\S*|#.*|)$/;

/** An instruction on one line: flags left out that say nothing here, a script by its first commands. */
export function instructionText({ text, heredocs = [] }: Pick<SourceStep, 'text' | 'heredocs'>): string {
  const short = text.replace(NOISE, '');
  const [script] = heredocs;
  if (script === undefined || !/^RUN\s+<<-?\S+$/.test(short)) return plain(short);
  const commands = script.split('\n').map((line) => line.trim());
  return plain(`RUN ${commands.filter((line) => !PREAMBLE.test(line)).join('; ')}`);
}
