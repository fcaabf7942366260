import type { Layer, LayerEntry } from './image-contents.ts';

const TYPES: readonly LayerEntry['type'][] = [
  'file',
  'directory',
  'symlink',
  'hardlink',
  'whiteout',
  'opaque',
  'character-device',
  'block-device',
  'fifo',
];

/** What every entry has a place for. */
type CommonRow = readonly [
  path: string,
  type: number,
  mode: number,
  uid: number,
  gid: number,
  modifiedAt: number | null,
  size: number,
  digest: string | null,
  link: string | null,
  hasCapabilities: 0 | 1,
  facts: LayerEntry['facts'] | null,
];

/** An entry as a row, which is half the size of a record. What few entries have is left out where there is none. */
type Row =
  | CommonRow
  | readonly [...CommonRow, attributes: LayerEntry['attributes'] | null, device: string | null];

interface LayerRecord extends Omit<Layer, 'entries'> {
  readonly rows: readonly Row[];
}

/** A layer as one text. */
export function encodeLayer({ entries, ...layer }: Layer): string {
  const record: LayerRecord = { ...layer, rows: entries.map(encodeEntry) };
  return JSON.stringify(record);
}

export function decodeLayer(text: string): Layer {
  const { rows, ...layer } = JSON.parse(text) as LayerRecord;
  return { ...layer, entries: rows.map(decodeEntry) };
}

const DIGEST = 'sha256:';

function encodeEntry(entry: LayerEntry): Row {
  const { path, type, mode, uid, gid, modifiedAt, size, digest, link, hasCapabilities, facts } = entry;
  const { attributes, device } = entry;
  const row: CommonRow = [
    path,
    TYPES.indexOf(type),
    mode,
    uid,
    gid,
    modifiedAt ?? null,
    size,
    digest?.slice(DIGEST.length) ?? null,
    link ?? null,
    hasCapabilities ? 1 : 0,
    facts ?? null,
  ];
  return attributes || device ? [...row, attributes ?? null, device ?? null] : row;
}

function decodeEntry([
  path,
  type,
  mode,
  uid,
  gid,
  modifiedAt,
  size,
  digest,
  link,
  capable,
  facts,
  attributes,
  device,
]: Row): LayerEntry {
  const entry: { -readonly [Key in keyof LayerEntry]: LayerEntry[Key] } = {
    path,
    type: TYPES[type] ?? 'file',
    size,
    mode,
    uid,
    gid,
  };
  if (modifiedAt !== null) entry.modifiedAt = modifiedAt;
  if (digest !== null) entry.digest = DIGEST + digest;
  if (link !== null) entry.link = link;
  if (capable) entry.hasCapabilities = true;
  if (facts) entry.facts = facts;
  if (attributes) entry.attributes = attributes;
  if (device) entry.device = device;
  return entry;
}
