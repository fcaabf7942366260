import type { ReadStream, WriteStream } from 'node:tty';
import type { ImageContents } from '@drydock/layers';
import { openScreen } from '../../terminal/open-screen.ts';
import type { Terminal } from '../format.ts';
import { drawTree, FRAME_ROWS, type TreeLabels } from './draw-tree.ts';
import { fileTree } from './file-tree.ts';
import { pressKey, resizeTree, startTree } from './tree-state.ts';

const USUAL_ROWS = 24;

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
  const change = (to: () => typeof state) => {
    try {
      state = to();
      if (state.isDone) resolve();
      else draw();
    } catch (error) {
      reject(error);
    }
  };
  const leave = () => resolve();
  using screen = openScreen({
    input,
    output,
    onKey: (key) => change(() => pressKey(state, key)),
    onResize: () => change(() => resizeTree(state, height())),
    onEnd: leave,
  });
  const draw = () => {
    screen.draw(drawTree(state, labels, { ...terminal, columns: output.columns || terminal.columns }));
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    if (signal.aborted) return;
    draw();
    await promise;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
