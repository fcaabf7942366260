import { createHash, type Hash, hash } from 'node:crypto';
import type { FileObserver, ObservedFile } from './facts/file-observer.ts';
import { observeFile } from './facts/observe-file.ts';
import type { FileFacts } from './image-contents.ts';

/** Looks at one file's content as it passes, from its first byte to its last. */
export interface ContentReader {
  readonly write: (chunk: Buffer) => void;
  readonly end: () => ContentSummary;
}

interface ContentSummary {
  readonly digest?: string;
  readonly facts?: FileFacts;
}

const HEAD_BYTES = 4096;

/** For a regular file that is not empty. */
export function openContentReader(file: Omit<ObservedFile, 'head'>): ContentReader {
  const headBytes = Math.min(HEAD_BYTES, file.size);
  let head: Buffer | undefined = Buffer.alloc(0); // undefined once the observer has it
  let observer: FileObserver | undefined;
  let running: Hash | undefined;
  let digest: string | undefined; // of a file that came in one chunk: hashed at once, which is cheaper
  return {
    write(chunk) {
      if (running === undefined && chunk.length === file.size) digest = hash('sha256', chunk, 'hex');
      else {
        running ??= createHash('sha256');
        running.update(chunk);
      }
      if (head === undefined) return observer?.write(chunk);
      const begun = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (begun.length < headBytes) {
        head = Buffer.from(begun);
        return;
      }
      head = undefined;
      observer = observeFile({ ...file, head: begun.subarray(0, headBytes) });
      observer?.write(begun);
    },
    end() {
      const hex = digest ?? running?.digest('hex') ?? '';
      const facts = observer?.end();
      const hasFacts = facts && Object.values(facts).some((fact) => fact !== undefined);
      return { digest: `sha256:${hex}`, ...(hasFacts ? { facts } : {}) };
    },
  };
}
