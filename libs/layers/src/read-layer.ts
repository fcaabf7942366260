import { createHash } from 'node:crypto';
import { type Sniffed, sniff } from './blob/compression.ts';
import { decompress } from './blob/decompress.ts';
import { releaseChunk } from './blob/release-chunk.ts';
import type { Layer } from './image-contents.ts';
import { openLayerBuilder } from './layer-builder.ts';
import { openTarParser } from './tar/tar-parser.ts';
import { openTransferMeter } from './transfer-size.ts';

/**
 * Reads the blob of one layer from beginning to end, holding no more of it than a few chunks. Its digest and its
 * diffId are those of the bytes that came: whoever expects others compares. `sentBytes` is what a registry would get,
 * where that is known of a layer that is not stored by gzip.
 */
export async function readLayer(
  blob: AsyncIterable<Buffer> | Sniffed,
  { sentBytes }: { readonly sentBytes?: number | undefined } = {},
): Promise<Layer> {
  const { compression, all } = 'head' in blob ? blob : await sniff(blob);
  const stored = createHash('sha256');
  const unpacked = createHash('sha256');
  let storedBytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of all) {
      storedBytes += chunk.length;
      if (compression !== 'none') stored.update(chunk);
      yield chunk;
    }
  }
  const meter = openTransferMeter(compression, sentBytes);
  const parser = openTarParser();
  const builder = openLayerBuilder();
  for await (const chunk of decompress(counted(), compression)) {
    unpacked.update(chunk);
    const waiting = meter.write(chunk);
    for (const event of parser.write(chunk)) builder.take(event);
    await waiting;
    if (!meter.isEstimate) releaseChunk(chunk); // else it is still being compressed
  }
  parser.end();
  const diffId = `sha256:${unpacked.digest('hex')}`;
  const entries = builder.entries();
  return {
    digest: compression === 'none' ? diffId : `sha256:${stored.digest('hex')}`,
    diffId,
    transferBytes: await meter.end(storedBytes),
    ...(meter.isEstimate && { isTransferEstimated: true }),
    unpackedBytes: entries.reduce((sum, { size }) => sum + size, 0),
    entries,
  };
}
