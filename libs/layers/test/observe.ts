import type { ObserverFactory } from '../src/facts/file-observer.ts';
import { observeFile } from '../src/facts/observe-file.ts';
import type { FileFacts } from '../src/image-contents.ts';

const HEAD_BYTES = 4096;

/** What is recognised in a file whose bytes come in pieces of `chunkBytes`, each in the memory of the one before. */
export function observe(
  path: string,
  content: Buffer | string,
  { chunkBytes = 65_536, by = observeFile }: { chunkBytes?: number; by?: ObserverFactory } = {},
): FileFacts {
  const bytes = Buffer.from(content);
  const observer = by({ path, size: bytes.length, mode: 0o644, head: bytes.subarray(0, HEAD_BYTES) });
  const memory = Buffer.alloc(chunkBytes);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const length = bytes.copy(memory, 0, at, at + chunkBytes);
    observer?.write(memory.subarray(0, length));
    memory.fill(0xff);
  }
  return observer?.end() ?? {};
}
