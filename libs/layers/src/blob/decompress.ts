import type { Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { ArchiveDamage } from '../archive-damage.ts';
import type { Compression } from './compression.ts';
import { releaseChunk } from './release-chunk.ts';
import { openZstdFrames } from './zstd-frames.ts';

const CHUNK_BYTES = 128 * 1024;
const AHEAD_BYTES = 512 * 1024; // lets another thread decompress while this one looks at what came before

/** The bytes of a stream, uncompressed. The source is read to its end in any case. */
export async function* decompress(
  source: AsyncIterable<Buffer>,
  compression: Compression,
): AsyncGenerator<Buffer> {
  if (compression === 'none') return yield* source;
  if (compression === 'xz' || compression === 'bzip2')
    throw new ArchiveDamage(
      `it is compressed by ${compression}; what is read here is gzip, zstd and plain tar`,
    );
  const options = { chunkSize: CHUNK_BYTES, highWaterMark: AHEAD_BYTES };
  const decoder = compression === 'gzip' ? createGunzip(options) : createZstdDecompress(options);
  decoder.on('error', () => undefined); // comes out of the loop below, if that still runs
  const feeding = feed(source, decoder, compression);
  feeding.catch((error) => decoder.destroy(error));
  try {
    for await (const chunk of decoder) yield chunk as Buffer;
    await feeding;
  } catch (error) {
    throw asDamage(error, compression);
  } finally {
    decoder.destroy();
    await feeding.catch(() => undefined); // it must not take what comes after this in the source
  }
}

async function feed(
  source: AsyncIterable<Buffer>,
  decoder: Transform,
  compression: Compression,
): Promise<void> {
  const frames = compression === 'zstd' ? openZstdFrames() : undefined;
  for await (const chunk of source) {
    if (decoder.readableEnded) continue;
    for (const piece of frames?.cut(chunk) ?? [chunk]) {
      if (decoder.destroyed) return;
      if (!decoder.write(piece, () => releaseChunk(piece))) await roomIn(decoder);
    }
  }
  frames?.end();
  if (!decoder.destroyed) decoder.end();
}

/** Waits until a stream takes more, or never will again: after its end, or after a failure. */
function roomIn(stream: Transform): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const events = ['drain', 'end', 'close', 'error'];
  const done = () => {
    for (const event of events) stream.off(event, done);
    resolve();
  };
  for (const event of events) stream.on(event, done);
  return promise;
}

function asDamage(error: unknown, compression: Compression): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (!/^(Z_|ZSTD_)/i.test(code)) return error;
  const reason = (error as Error).message;
  return new ArchiveDamage(`its ${compression} compression is broken: ${reason}`, { cause: error });
}
