import { Readable } from 'node:stream';
import type { Layer } from '../src/index.ts';
import { readLayer } from '../src/read-layer.ts';

/** Reads a layer that comes in chunks of so many bytes: in one when unset. */
export function readBlob(blob: Buffer, chunkBytes = blob.length || 1): Promise<Layer> {
  const chunks = Array.from({ length: Math.ceil(blob.length / chunkBytes) }, (_, index) =>
    blob.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  return readLayer(Readable.from(chunks));
}
