import type { FileObserver, ObservedFile } from './file-observer.ts';

/** Linux itself reads no more of the first line. */
const LINE_LIMIT_BYTES = 255;

/** Recognises scripts: `#!/bin/sh -e` gives `/bin/sh -e`. */
export function observeScript({ head }: ObservedFile): FileObserver | undefined {
  const interpreter = scriptInterpreter(head);
  return interpreter === undefined ? undefined : { write: () => undefined, end: () => ({ interpreter }) };
}

/** The program that a script asks to be run by, and its arguments, as the first line has them. */
function scriptInterpreter(head: Buffer): string | undefined {
  if (head.toString('latin1', 0, 2) !== '#!') return undefined;
  const [line = ''] = head.toString('utf8', 2, LINE_LIMIT_BYTES).split('\n', 1);
  const interpreter = line.trim();
  // `#![allow(…)]` at the head of a source of Rust is none.
  return interpreter.startsWith('/') ? interpreter : undefined;
}
