import type { FileFacts } from '../image-contents.ts';

/** Looks at the bytes of one file as they pass, and says at the end what it recognised. */
export interface FileObserver {
  /** Chunks come in order. A chunk is used again for other bytes: copy what must outlast the call. */
  readonly write: (chunk: Buffer) => void;
  /** Called once, after the last chunk. */
  readonly end: () => Partial<FileFacts>;
}

export interface ObservedFile {
  /** As in `LayerEntry`: without a slash at either end. */
  readonly path: string;
  readonly size: number;
  readonly mode: number;
  /** The first ≤ 4 KiB: the whole file if it is smaller. They are written to the observer as well. */
  readonly head: Buffer;
}

/** Nothing when the file is of no interest to it. */
export type ObserverFactory = (file: ObservedFile) => FileObserver | undefined;
