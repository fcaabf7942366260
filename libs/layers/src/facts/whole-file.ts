import { releaseChunk } from '../blob/release-chunk.ts';
import type { FileFacts } from '../image-contents.ts';
import type { FileObserver, ObservedFile } from './file-observer.ts';

/**
 * Hands over a file as a whole at its end: for files that are small, or that say nothing in parts. `read` keeps
 * none of its bytes.
 */
export function wholeFile(
  { size }: Pick<ObservedFile, 'size'>,
  read: (content: Buffer) => Partial<FileFacts>,
): FileObserver {
  const content = Buffer.alloc(size);
  let filled = 0;
  return {
    write: (chunk) => {
      filled += chunk.copy(content, filled);
    },
    end: () => {
      const facts = read(content.subarray(0, filled));
      releaseChunk(content);
      return facts;
    },
  };
}

export function wholeText(
  file: Pick<ObservedFile, 'size'>,
  read: (text: string) => Partial<FileFacts>,
): FileObserver {
  return wholeFile(file, (content) => read(content.toString('utf8')));
}
