import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { createGunzip, createGzip, createZstdDecompress } from 'node:zlib';
import type { Layer, LayerEntry } from './image-contents.ts';
import { layerEntry } from './layer-entry.ts';
import { tarEntries } from './tar-entries.ts';

export type Compression = 'gzip' | 'zstd' | 'none';

const CHUNK_BYTES = 256 * 1024;

/** Reads the blob of one layer from beginning to end, holding no more of it than a few chunks. */
export async function readLayer(
  blob: AsyncIterable<Buffer>,
  compression: Compression,
): Promise<Omit<Layer, 'digest'>> {
  const hash = createHash('sha256');
  const stored = byteCounter();
  const unpacked = passThrough((chunk) => hash.update(chunk));
  const source = Readable.from(blob);
  const entries: LayerEntry[] = [];
  // Layers that are stored otherwise are compressed by gzip too, so that their sizes can be compared.
  const gzip = compression === 'gzip' ? undefined : gzipMeter(unpacked);
  gzip?.catch(() => undefined); // the same error ends the loop below
  for await (const file of tarEntries(source, stored.stream, ...decoder(compression), unpacked)) {
    file.resume();
    const entry = layerEntry(file.header);
    if (entry) entries.push(entry);
  }
  return {
    diffId: `sha256:${hash.digest('hex')}`,
    transferBytes: gzip ? await gzip : stored.bytes(),
    unpackedBytes: entries.reduce((sum, { size }) => sum + size, 0),
    entries,
  };
}

function decoder(compression: Compression): Transform[] {
  if (compression === 'gzip') return [createGunzip({ chunkSize: CHUNK_BYTES })];
  if (compression === 'zstd') return [createZstdDecompress({ chunkSize: CHUNK_BYTES })];
  return [];
}

function byteCounter(): { stream: Transform; bytes: () => number } {
  let bytes = 0;
  const stream = passThrough((chunk) => {
    bytes += chunk.length;
  });
  return { stream, bytes: () => bytes };
}

function passThrough(observe: (chunk: Buffer) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      observe(chunk);
      done(null, chunk);
    },
  });
}

/** How many bytes gzip makes of a stream that is read by another as well. */
async function gzipMeter(stream: Readable): Promise<number> {
  const gzip = createGzip();
  stream.on('error', (error) => gzip.destroy(error));
  stream.pipe(gzip);
  let bytes = 0;
  for await (const chunk of gzip) bytes += chunk.length;
  return bytes;
}
