import { ArchiveDamage } from '../archive-damage.ts';

/** All of a small content at once. */
export async function gather(
  content: AsyncIterable<Buffer>,
  limitBytes: number,
  name: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > limitBytes)
      throw new ArchiveDamage(`${name} is too large for a document, which has at most ${limitBytes} bytes`);
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks, bytes);
}
