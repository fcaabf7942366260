import { parseConfig } from './archive/archive-documents.ts';
import { MAX_DOCUMENT_BYTES } from './archive/archive-files.ts';
import { gather } from './archive/gather.ts';
import { ArchiveDamage, within } from './archive-damage.ts';
import { type Sniffed, sniff } from './blob/compression.ts';
import type { ImageDescription } from './image-config-schema.ts';
import type { Layer } from './image-contents.ts';
import { type LayerCache, pushedKey } from './layer-cache.ts';
import { plainPath } from './layer-entry.ts';
import { readSharedLayer } from './read-shared-layer.ts';
import { type TarMember, tarMembers } from './tar/tar-events.ts';

export interface ImageParts {
  readonly description: ImageDescription;
  /** Lowest first. */
  readonly layers: readonly Layer[];
}

/**
 * Reads an image as the engine sends it, in one pass, and stops when it has everything. Which of its layouts that is
 * does not matter: a configuration names its layers by their content, so each blob tells by itself what it is.
 * `sentBytes` is what the engine sends to a registry of plain layers, by diffId, where it was asked.
 */
export async function readSaved(
  source: AsyncIterable<Buffer>,
  diffIds: readonly string[],
  cache: LayerCache,
  sentBytes: ReadonlyMap<string, number> = new Map(),
): Promise<ImageParts> {
  const layers = new Map<string, Layer>(); // by diffId
  let description: ImageDescription | undefined;
  let damage: ArchiveDamage | undefined;
  for await (const member of tarMembers(source)) {
    try {
      const blob = await readMember(member, { diffIds, cache, sentBytes });
      if (blob?.layer) layers.set(blob.layer.diffId, blob.layer);
      if (blob?.description?.diffIds.join() === diffIds.join()) description = blob?.description;
    } catch (error) {
      if (!(error instanceof ArchiveDamage)) throw error;
      damage ??= error; // of no account, unless it turns out to be a layer of the image
    }
    if (description && diffIds.every((diffId) => layers.has(diffId))) break;
  }
  const found = diffIds.map((diffId) => {
    const layer = layers.get(diffId);
    if (layer) return layer;
    throw damage ?? new ArchiveDamage(`it ends without the layer ${diffId}`);
  });
  if (!description) throw damage ?? new ArchiveDamage('it ends without the configuration of the image');
  return { description, layers: found };
}

interface Blob {
  readonly layer?: Layer;
  readonly description?: ImageDescription | undefined;
}

interface MemberOptions {
  readonly diffIds: readonly string[];
  readonly cache: LayerCache;
  readonly sentBytes: ReadonlyMap<string, number>;
}

async function readMember(
  { entry, content }: TarMember,
  { diffIds, cache, sentBytes: allSentBytes }: MemberOptions,
): Promise<Blob | undefined> {
  if (entry.flag !== '0' && entry.flag !== '\0') return undefined;
  const name = plainPath(entry.name);
  const digest = digestOf(name);
  const sentBytes = digest === undefined ? undefined : allSentBytes.get(digest);
  const known = digest && (await cache.layer(sentBytes === undefined ? digest : pushedKey(digest)));
  if (known) return { layer: known };
  const sniffed = await sniff(content);
  if (isLayer(name, sniffed) || (digest && diffIds.includes(digest)))
    return { layer: await within(name, readSharedLayer(sniffed, { digest, cache, sentBytes })) };
  const isDocument = sniffed.head.toString('latin1', 0, 1) === '{' && entry.size <= MAX_DOCUMENT_BYTES;
  return isDocument
    ? { description: parseConfig(await gather(sniffed.all, MAX_DOCUMENT_BYTES, name), name) }
    : undefined;
}

const TAR_MAGIC_AT = 257;

/** Whether a file of an archive is a layer, as far as its name and its first bytes tell. */
export function isLayer(name: string, { compression, head }: Sniffed): boolean {
  const hasTarMagic = head.toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === 'ustar';
  return compression !== 'none' || hasTarMagic || /(?:^|\/)layer\.tar$/.test(name);
}

/** The digest that a file of an archive is called by; nothing when it is called otherwise. */
export function digestOf(name: string): string | undefined {
  const groups = /(?:^|\/)blobs\/(?<algorithm>\w+)\/(?<hex>[0-9a-f]+)$/.exec(name)?.groups;
  return groups && `${groups.algorithm}:${groups.hex}`;
}
