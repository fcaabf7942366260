import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import type { Compression } from './blob/compression.ts';

/** Works out what a registry would send for a layer, while the layer is read. */
export interface TransferMeter {
  /** Of the uncompressed tar. A promise when the next chunk should wait. */
  readonly write: (chunk: Buffer) => Promise<unknown> | undefined;
  readonly end: (storedBytes: number) => Promise<number>;
}

/**
 * A gzip layer is sent as it is stored. One that is stored otherwise is compressed by gzip here, so that its size
 * can be compared; that takes a second for each 30 MB.
 */
export function openTransferMeter(compression: Compression): TransferMeter {
  if (compression === 'gzip') {
    return { write: () => undefined, end: async (storedBytes) => storedBytes };
  }
  const gzip = createGzip();
  let bytes = 0;
  gzip.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  return {
    write: (chunk) => (gzip.write(chunk) ? undefined : once(gzip, 'drain')),
    async end() {
      gzip.end();
      await once(gzip, 'end');
      return bytes;
    },
  };
}
