// Proves that the line which says what is being done can be read on a terminal of any width.
import type { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { createProgress } from '../src/progress.ts';

function shown(columns: number): string {
  let written = '';
  const stream = { isTTY: true, columns, write: (text: string) => (written += text) };
  const progress = createProgress(stream as unknown as WriteStream, {});
  progress.step('looking for a container engine');
  progress.end();
  return written;
}

test.each([
  ['a wide one', 120, '⠋ looking for a container engine'],
  ['a narrow one', 20, '⠋ looking for a co…'],
  ['one that does not know its width', 0, '⠋ looking for a container engine'],
])('%s', (_, columns, text) => {
  expect(shown(columns)).toContain(text);
});
