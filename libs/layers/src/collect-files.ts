import { createHash, type Hash } from 'node:crypto';
import { type Sniffed, sniff } from './blob/compression.ts';
import { decompress } from './blob/decompress.ts';
import { releaseChunk } from './blob/release-chunk.ts';
import { layerEntry } from './layer-entry.ts';
import type { TarEvent } from './tar/read-entry.ts';
import { openTarParser } from './tar/tar-parser.ts';

/** A file that is looked for in a layer. */
export interface WantedFile {
  /** In the layer. */
  readonly path: string;
  /** Of its content. */
  readonly digest: string;
}

/** Called with the beginning of a file's content: so much of it as is kept. */
export type OnFound = (digest: string, bytes: Buffer) => void;

/** Looks for files in the blob of a layer, and stops when it has them all. What it finds has the digest asked for. */
export async function collectFiles(
  blob: AsyncIterable<Buffer> | Sniffed,
  wanted: readonly WantedFile[],
  { limitBytes, onFound }: { readonly limitBytes: number; readonly onFound: OnFound },
): Promise<void> {
  const { compression, all } = 'head' in blob ? blob : await sniff(blob);
  const missing = new Set(wanted.map(({ digest }) => digest));
  const paths = new Set(wanted.map(({ path }) => path));
  const collector = openCollector(paths, limitBytes, (digest, bytes) => {
    if (missing.delete(digest)) onFound(digest, bytes);
  });
  const parser = openTarParser();
  for await (const chunk of decompress(all, compression)) {
    for (const event of parser.write(chunk)) collector(event);
    if (missing.size === 0) return;
    if (compression !== 'none') releaseChunk(chunk);
  }
  parser.end();
}

const MAX_HOLE_BYTES = 4_000_000_000;
const ZEROS = Buffer.alloc(65_536);

function openCollector(
  paths: ReadonlySet<string>,
  limitBytes: number,
  onFile: OnFound,
): (event: TarEvent) => void {
  let hash: Hash | undefined; // only while one of the paths is passing
  let kept: Buffer[] = [];
  let room = 0;
  const write = (chunk: Buffer) => {
    hash?.update(chunk);
    if (room > 0) kept.push(Buffer.from(chunk.subarray(0, room)));
    room -= Math.min(room, chunk.length);
  };
  return (event) => {
    if (event.kind === 'entry') {
      const entry = layerEntry(event.entry);
      const isWanted = entry?.type === 'file' && paths.has(entry.path);
      hash = isWanted ? createHash('sha256') : undefined;
      room = isWanted ? limitBytes : 0;
      kept = [];
    } else if (hash === undefined) return;
    else if (event.kind === 'data') write(event.chunk);
    else if (event.kind === 'end') onFile(`sha256:${hash.digest('hex')}`, Buffer.concat(kept));
    else if (event.bytes > MAX_HOLE_BYTES)
      hash = undefined; // no layer was read with that and a digest
    else for (let left = event.bytes; left > 0; left -= ZEROS.length) write(ZEROS.subarray(0, left));
  };
}
