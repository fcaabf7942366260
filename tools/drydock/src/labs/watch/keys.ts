import { emitKeypressEvents, type Key } from 'node:readline';
import type { ReadStream } from 'node:tty';

/** Calls back for each key: its letter, or `up`, `down`, `pageup`, `pagedown`, `space`, `ctrl-c`. */
export function readKeys(stream: ReadStream, onKey: (key: string) => void): Disposable {
  const wasRaw = stream.isRaw;
  const press = (text: string | undefined, key: Key) => {
    if (key.ctrl) return onKey(`ctrl-${key.name}`);
    onKey(key.name ?? text ?? '');
  };
  emitKeypressEvents(stream);
  stream.on('keypress', press);
  stream.setRawMode(true);
  stream.resume();
  const restore = () => {
    process.off('exit', restore);
    stream.off('keypress', press);
    try {
      stream.setRawMode(wasRaw);
    } catch {
      // The terminal is gone.
    }
    stream.pause();
  };
  process.on('exit', restore);
  return { [Symbol.dispose]: restore };
}
