import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { shorten, USUAL_COLUMNS } from '../image/format.ts';

/** A key as node:readline names it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

export interface ScreenOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly onKey: (key: Key) => void;
  readonly onResize: () => void;
  /** Nobody can press a key any more. */
  readonly onEnd: () => void;
}

export interface Screen extends Disposable {
  /** Replaces what is shown. Lines that are too wide or too many are cut. */
  readonly draw: (lines: readonly string[]) => void;
}

const OTHER_SCREEN = '\x1b[?1049h\x1b[?25l';
const BACK = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const ERASE_LINE = '\x1b[2K';
const ERASE_BELOW = '\x1b[J';
const USUAL_ROWS = 24;

/** Takes over the terminal, and gives it back as it was, however this process ends (but by a SIGKILL). */
export function openScreen({ input, output, onKey, onResize, onEnd }: ScreenOptions): Screen {
  let isOpen = true;
  const press = (_: string | undefined, key: Key) => onKey(key);
  const restore = () => {
    if (!isOpen) return;
    isOpen = false;
    input.setRawMode(false);
    output.write(BACK);
  };
  process.once('exit', restore); // a bug too: the shell gets its screen and its cursor back
  emitKeypressEvents(input);
  input.setRawMode(true);
  output.write(OTHER_SCREEN);
  input.on('keypress', press).on('end', onEnd).resume();
  output.on('resize', onResize);
  // A terminal that was closed: nothing can be put right any more. Left on, since it may be told of late.
  for (const stream of [input, output]) stream.on('error', onEnd);
  return {
    draw: (lines) => {
      if (!isOpen) return;
      // Erased first: a line as wide as the screen leaves the cursor on its last sign, and that would go too.
      const fitting = lines
        .slice(0, output.rows || USUAL_ROWS)
        .map((line) => ERASE_LINE + shorten(line, output.columns || USUAL_COLUMNS));
      output.write(`${HOME}${fitting.join('\r\n')}${ERASE_BELOW}`);
    },
    [Symbol.dispose]: () => {
      input.off('keypress', press).off('end', onEnd);
      output.off('resize', onResize);
      process.off('exit', restore);
      restore();
      input.pause();
    },
  };
}
