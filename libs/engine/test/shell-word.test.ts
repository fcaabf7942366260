// Proves that a shell reads a word as it was meant.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellQuoted, shellWord } from '../src/index.ts';

test.for(['plain', 'a b', "it's", '"a"', '$HOME', '`date`', 'a\\b', 'a\nb', "'", '', 'é;#&|*?'])(
  '%j',
  (text) => {
    const read = (word: string) => execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' });

    expect(read(shellQuoted(text))).toBe(text);
    expect(read(shellWord(text))).toBe(text);
  },
);
