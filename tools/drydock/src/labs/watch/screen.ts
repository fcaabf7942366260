import { writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { shorten } from '../../image/format.ts';

const ENTER = '\x1b[?1049h\x1b[?25l'; // the other screen, without a cursor
const STDOUT = 1;
const LEAVE = '\x1b[?25h\x1b[?1049l';

export interface Screen extends Disposable {
  /** Replaces what is shown. Lines that are too wide or too many are cut. */
  readonly draw: (lines: readonly string[]) => void;
}

/** Takes over the terminal, and gives it back as it was, however this process ends (but by a SIGKILL). */
export function openScreen(stream: WriteStream): Screen {
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    process.off('exit', close);
    try {
      writeSync(STDOUT, LEAVE); // at once: there may be no later
    } catch {
      // The terminal is gone, and with it what was to be put right.
    }
  };
  process.on('exit', close);
  stream.on('error', () => (isOpen = false)); // the same
  stream.write(ENTER);
  return {
    draw: (lines) => {
      if (!isOpen) return;
      // Erased first: a line as wide as the screen leaves the cursor on its last sign, and that would go too.
      const shown = lines.slice(0, stream.rows).map((line) => `\x1b[2K${shorten(line, stream.columns)}`);
      stream.write(`\x1b[H${shown.join('\r\n')}\x1b[J`);
    },
    [Symbol.dispose]: close,
  };
}
