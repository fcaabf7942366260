import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';

/** One entry of a tar: read it to its end, or `resume()` it, before asking for the next. */
export interface TarEntry extends AsyncIterable<Buffer> {
  readonly header: Header;
  readonly resume: () => unknown;
}

/** The entries of a tar that comes through the given streams. Who stops early stops the streams. */
export async function* tarEntries(
  source: Readable,
  ...transforms: readonly Transform[]
): AsyncGenerator<TarEntry> {
  const tar = extract();
  // tar-stream's streams are of another family than Node's, and its types say less than they do.
  const fed = pipeline([source, ...transforms, tar as unknown as NodeJS.WritableStream]);
  fed.catch(() => undefined); // awaited below, when the entries have ended
  for await (const entry of tar as AsyncIterable<TarEntry>) yield entry;
  await fed;
}
