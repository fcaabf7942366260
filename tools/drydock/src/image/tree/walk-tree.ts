import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import type { ImageContents } from '@drydock/layers';
import type { Terminal } from '../format.ts';
import { drawTree, FRAME_ROWS, type TreeLabels } from './draw-tree.ts';
import { fileTree } from './file-tree.ts';
import { type Key, pressKey, resizeTree, startTree } from './tree-state.ts';

const OTHER_SCREEN = '\x1b[?1049h\x1b[?25l';
const BACK = '\x1b[?25h\x1b[?1049l';
const USUAL_ROWS = 24;
const HOME = '\x1b[H';
const TO_END_OF_LINE = '\x1b[K';

export interface TreeScreen {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Ends the walk, as the key `q` does. */
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
}

/** Lets a person walk through the files of an image, until they leave. The terminal is as before afterwards. */
export async function walkTree(
  image: Pick<ImageContents, 'layers'>,
  labels: TreeLabels,
  { input, output, signal, terminal }: TreeScreen,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const height = () => Math.max(1, (output.rows || USUAL_ROWS) - FRAME_ROWS);
  let state = startTree(fileTree(image), { layers: image.layers.length, height: height() });
  const draw = () => {
    const lines = drawTree(state, labels, { ...terminal, columns: output.columns || terminal.columns });
    output.write(HOME + lines.map((line) => line + TO_END_OF_LINE).join('\r\n'));
  };
  const change = (to: () => typeof state) => {
    try {
      state = to();
      if (state.isDone) resolve();
      else draw();
    } catch (error) {
      reject(error);
    }
  };
  const press = (_: string | undefined, key: Key) => change(() => pressKey(state, key));
  const resize = () => change(() => resizeTree(state, height()));
  const leave = () => resolve();
  // Whatever ends the process, a bug too: the shell gets its screen and its cursor back.
  const restore = () => {
    input.setRawMode(false);
    output.write(BACK);
  };
  process.once('exit', restore);
  emitKeypressEvents(input);
  input.setRawMode(true);
  output.write(OTHER_SCREEN);
  try {
    input.on('keypress', press).on('end', leave);
    output.on('resize', resize);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) return;
    draw();
    await promise;
  } finally {
    input.off('keypress', press).off('end', leave);
    output.off('resize', resize);
    signal.removeEventListener('abort', leave);
    process.off('exit', restore);
    restore();
    input.pause();
  }
}
