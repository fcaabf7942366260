import type { Environment } from '@drydock/engine';
import { shorten, USUAL_COLUMNS } from './image/format.ts';
import { movesCursor } from './terminal/moves-cursor.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const HEARTBEAT_MS = 10_000;

/** Says on standard error what is being done: a line that changes in a terminal, plain lines elsewhere. */
export interface Progress {
  /** Says what starts now. It goes on until the next step, note or end. */
  readonly step: (text: string) => void;
  /** Changes the text of the running step; in a log, shown only now and then. */
  readonly update: (text: string) => void;
  /** A line that stays. */
  readonly note: (text: string) => void;
  /** Nothing is being done any more. Safe to call twice. */
  readonly end: () => void;
}

/** As much as is needed of standard error. */
type Stream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> & { readonly write: (text: string) => unknown };

export function createProgress(stream: Stream, env: Environment): Progress {
  return movesCursor(stream, env) ? terminalProgress(stream) : logProgress(stream);
}

/** `downloading: 3 of 9 MB` goes on with `downloading: 2 of 9 MB`: the same step, further on. */
function isSameStep(text: string, current: { text: string } | undefined): boolean {
  const [subject, rest] = text.split(': ');
  return rest !== undefined && current?.text.split(': ')[0] === subject;
}

function terminalProgress(stream: Stream): Progress {
  let current: { text: string; startedMs: number } | undefined;
  let frame = 0;
  const draw = () => {
    if (!current) return;
    const text = `${SPINNER[frame++ % SPINNER.length]} ${current.text} ${seconds(current.startedMs)}`;
    stream.write(`\r\x1b[2K${shorten(text, (stream.columns || USUAL_COLUMNS) - 1)}`);
  };
  const clear = () => stream.write('\r\x1b[2K');
  let timer: NodeJS.Timeout | undefined;
  const step = (text: string) => {
    if (isSameStep(text, current)) return void Object.assign(current ?? {}, { text });
    current = { text, startedMs: Date.now() };
    timer ??= setInterval(draw, FRAME_MS);
    draw();
  };
  return {
    step,
    update: (text) => (current ? void Object.assign(current, { text }) : step(text)),
    note: (text) => {
      clear();
      stream.write(`${text}\n`);
      draw();
    },
    end: () => {
      clearInterval(timer);
      timer = undefined;
      if (current) clear();
      current = undefined;
    },
  };
}

function logProgress(stream: Stream): Progress {
  let current: { text: string; startedMs: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const heartbeat = () => current && stream.write(`  … ${current.text} ${seconds(current.startedMs)}\n`);
  const step = (text: string) => {
    if (isSameStep(text, current)) return void Object.assign(current ?? {}, { text });
    clearInterval(timer);
    current = { text, startedMs: Date.now() };
    stream.write(`${text}\n`);
    timer = setInterval(heartbeat, HEARTBEAT_MS);
  };
  return {
    step,
    update: (text) => (current ? void Object.assign(current, { text }) : step(text)),
    note: (text) => void stream.write(`${text}\n`),
    end: () => {
      clearInterval(timer);
      current = undefined;
    },
  };
}

function seconds(startedMs: number): string {
  const elapsed = Math.floor((Date.now() - startedMs) / 1_000);
  return elapsed < 1 ? '' : `(${elapsed} s)`;
}
