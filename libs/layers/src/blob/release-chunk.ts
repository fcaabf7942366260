/** What is larger than this was not cut out of the pool, which pieces of the whole process share. */
const MAX_POOLED_BYTES = Buffer.poolSize >>> 1;

/**
 * Gives back the memory of a chunk that nobody will look at again, with all that came before it in the same buffer.
 * The collector would do so much later: it hardly sees memory outside of its heap, and hundreds of megabytes pass
 * here. Nothing happens to a chunk with more of its buffer still to come, and to a small one.
 */
export function releaseChunk(chunk: Buffer): void {
  const { buffer, byteOffset, byteLength } = chunk;
  const isLast = byteOffset + byteLength === buffer.byteLength;
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength > MAX_POOLED_BYTES && !isPool(buffer);
  if (isOwn && isLast && !buffer.detached) buffer.transfer(0);
}

function isPool({ byteLength }: ArrayBuffer): boolean {
  return byteLength === Buffer.poolSize;
}
