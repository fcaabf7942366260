import type { Readable } from 'node:stream';
import { type ImageDescription, parseImageConfig } from './image-config-schema.ts';
import type { Layer } from './image-contents.ts';
import { type Compression, readLayer } from './read-layer.ts';
import { type TarEntry, tarEntries } from './tar-entries.ts';

export interface ArchiveContents {
  readonly description: ImageDescription;
  readonly layers: readonly Layer[];
}

export interface ArchiveOptions {
  /** Of the image's layers, lowest first: an archive may hold other platforms and attestations too. */
  readonly diffIds: readonly string[];
  /** Gives a layer that was read before, so that its blob can be skipped. */
  readonly knownLayer: (digest: string) => Promise<Layer | undefined>;
  readonly onLayer: (layer: Layer) => Promise<void>;
}

/**
 * Reads an image as `docker image save` streams it, in one pass, and stops when it has everything.
 * The layout does not matter, old or OCI: a configuration names its layers by their content, so each blob
 * tells by itself what it is.
 */
export async function readArchive(source: Readable, options: ArchiveOptions): Promise<ArchiveContents> {
  const found = new Map<string, Layer>();
  let description: ImageDescription | undefined;
  for await (const entry of tarEntries(source)) {
    const content = await readBlob(entry, options.knownLayer);
    if (content?.layer) {
      found.set(content.layer.diffId, content.layer);
      if (content.isNew) await options.onLayer(content.layer);
    }
    if (content?.description && isSame(content.description.diffIds, options.diffIds)) {
      description = content.description;
    }
    if (description && options.diffIds.every((diffId) => found.has(diffId))) break;
  }
  const layers = options.diffIds.map((diffId) => {
    const layer = found.get(diffId);
    if (layer) return layer;
    throw new Error(`the archive ends without the layer ${diffId}`);
  });
  if (!description) throw new Error('the archive ends without the configuration of the image');
  return { description, layers };
}

interface Blob {
  readonly layer?: Layer;
  readonly isNew?: boolean;
  readonly description?: ImageDescription | undefined;
}

async function readBlob(
  entry: TarEntry,
  knownLayer: ArchiveOptions['knownLayer'],
): Promise<Blob | undefined> {
  const digest = digestOf(entry.header.name);
  const known = digest && (await knownLayer(digest));
  if (known || entry.header.type !== 'file') {
    entry.resume();
    return known ? { layer: known } : undefined;
  }
  const { head, all } = await peek(entry);
  const compression = compressionOf(head);
  if (compression) {
    const layer = await readLayer(all, compression);
    // The old layout does not compress, and has no digest in the name.
    return { layer: { digest: digest ?? layer.diffId, ...layer }, isNew: true };
  }
  if (head[0] === '{'.charCodeAt(0)) return { description: parseImageConfig(await textOf(all)) };
  for await (const _ of all);
  return undefined;
}

const TAR_MAGIC_AT = 257;
const HEAD_BYTES = TAR_MAGIC_AT + 'ustar'.length;

function compressionOf(head: Buffer): Compression | undefined {
  if (head.readUInt16BE(0) === 0x1f8b) return 'gzip';
  if (head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  return head.toString('latin1', TAR_MAGIC_AT, HEAD_BYTES) === 'ustar' ? 'none' : undefined;
}

/** The first bytes, and the whole from its beginning. */
async function peek(entry: AsyncIterable<Buffer>): Promise<{ head: Buffer; all: AsyncIterable<Buffer> }> {
  const chunks = entry[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  let next = await chunks.next();
  while (!next.done) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= HEAD_BYTES) break;
    next = await chunks.next();
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) yield chunk.value;
  }
  const padding = Buffer.alloc(Math.max(0, HEAD_BYTES - head.length));
  return { head: Buffer.concat([head, padding]), all: all() };
}

/** Documents are small; what is larger is none that matters here. */
const DOCUMENT_LIMIT_BYTES = 8_000_000;

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes <= DOCUMENT_LIMIT_BYTES) kept.push(chunk);
  }
  return bytes <= DOCUMENT_LIMIT_BYTES ? Buffer.concat(kept).toString('utf8') : '{}';
}

function digestOf(name: string): string | undefined {
  const groups = /(?:^|\/)blobs\/(?<algorithm>\w+)\/(?<hex>[0-9a-f]+)$/.exec(name)?.groups;
  return groups && `${groups.algorithm}:${groups.hex}`;
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
