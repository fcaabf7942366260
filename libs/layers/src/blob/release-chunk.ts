/**
 * Gives back the memory of a chunk that nobody will look at again, with all that came before it in the same buffer.
 * The collector would do so much later: it hardly sees memory outside of its heap, and hundreds of megabytes pass
 * here. Nothing happens to a chunk with more of its buffer still to come.
 */
export function releaseChunk(chunk: Buffer): void {
  const { buffer, byteOffset, byteLength } = chunk;
  const isLast = byteOffset + byteLength === buffer.byteLength;
  if (isLast && byteLength > 0 && buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
}
