import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import type { Compression } from './blob/compression.ts';

/** Works out what a registry would send for a layer, while the layer is read. */
export interface TransferMeter {
  /** True when the engine would compress a little better or worse. */
  readonly isEstimate: boolean;
  /** Of the uncompressed tar. A promise when the next chunk should wait. */
  readonly write: (chunk: Buffer) => Promise<unknown> | undefined;
  readonly end: (storedBytes: number) => Promise<number>;
}

/**
 * A gzip layer is sent as it is stored. Of one that is stored otherwise, `sentBytes` is what the engine said. When
 * nobody has asked it, the layer is compressed by gzip here, which comes close, and takes a second for each 30 MB.
 */
export function openTransferMeter(compression: Compression, sentBytes: number | undefined): TransferMeter {
  if (compression === 'gzip' || sentBytes !== undefined) {
    const end = async (storedBytes: number) => (compression === 'gzip' ? storedBytes : (sentBytes ?? 0));
    return { isEstimate: false, write: () => undefined, end };
  }
  const gzip = createGzip();
  let bytes = 0;
  gzip.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  return {
    isEstimate: true,
    write: (chunk) => (gzip.write(chunk) ? undefined : once(gzip, 'drain')),
    async end() {
      gzip.end();
      await once(gzip, 'end');
      return bytes;
    },
  };
}
