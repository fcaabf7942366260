import { ArchiveDamage } from '../archive-damage.ts';
import { advance, type Cursor, type Parsing, positionOf, take } from './cursor.ts';
import type { PaxRecords } from './pax-records.ts';
import { assertSound, paxSparse, type SparseMap, takeMap, takeOldSparseMap } from './sparse-map.ts';
import { BLOCK_BYTES, type TarBlock } from './tar-block.ts';

/** One entry of a tar, with all that the headers before it say of it. */
export interface TarEntry {
  /** Of the first of its headers, in bytes from the beginning. */
  readonly position: number;
  /** As in the tar: `0` and `\0` files, `1` hard links, `2` symlinks, `3` and `4` devices, `5` folders, `6` FIFOs. */
  readonly flag: string;
  /** As it is written: `./usr/`. */
  readonly name: string;
  readonly link: string;
  /** In bytes, of a sparse file with its holes. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In seconds since 1970. */
  readonly modifiedAt: number;
  readonly hasCapabilities: boolean;
  /** Extended attributes by name, their values in base64. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Of a device, major and minor number: `1:3`. */
  readonly device?: string | undefined;
}

/** An entry, its content piece by piece, and its end. A `hole` stands for so many zeros. */
export type TarEvent =
  | { readonly kind: 'entry'; readonly entry: TarEntry }
  | { readonly kind: 'data'; readonly chunk: Buffer }
  | { readonly kind: 'hole'; readonly bytes: number }
  | { readonly kind: 'end' };

/** What headers said in advance of the entry that they stand before. */
export interface Said {
  readonly position: number;
  pax?: PaxRecords;
  name?: string;
  link?: string;
}

const HAVE_NO_CONTENT = new Set(['1', '2', '3', '4', '5', '6']);

/** Reads an entry whose own header has just been taken. */
export function* readEntry(
  cursor: Cursor,
  { block, bytes, said }: { block: TarBlock; bytes: Buffer; said: Said },
): Parsing<TarEvent, void> {
  const { pax, position } = said;
  const name = said.name ?? pax?.path ?? block.name;
  const flag = block.flag === '\0' && name.endsWith('/') ? '5' : block.flag;
  const stored = HAVE_NO_CONTENT.has(flag) ? 0 : (pax?.size ?? block.size);
  const entry: TarEntry = {
    position,
    flag: flag === 'S' ? '0' : flag,
    name,
    link: said.link ?? pax?.link ?? block.link,
    size: stored,
    mode: block.mode,
    uid: pax?.uid ?? block.uid,
    gid: pax?.gid ?? block.gid,
    modifiedAt: pax?.modifiedAt ?? block.modifiedAt,
    hasCapabilities: pax?.hasCapabilities ?? false,
    attributes: pax?.attributes,
    device: block.device,
  };
  const inPax = pax && ['0', '\0'].includes(flag) ? paxSparse(pax) : undefined;
  if (flag === 'S') {
    const map = yield* takeOldSparseMap(cursor, bytes);
    yield* readSparse(cursor, { entry, map, stored });
  } else if (inPax) {
    const map = inPax.isInContent ? yield* takeMap(cursor) : { ...inPax, bytes: 0 };
    const realSize = inPax.realSize;
    const named = { ...entry, name: inPax.name ?? name };
    yield* readSparse(cursor, {
      entry: named,
      map: { realSize, pieces: map.pieces },
      stored: stored - map.bytes,
    });
  } else {
    assertLengths(entry);
    yield { kind: 'entry', entry };
    yield* passContent(cursor, stored, entry);
  }
  yield* take(cursor, fillingAfter(stored));
  yield { kind: 'end' };
}

function* readSparse(
  cursor: Cursor,
  { entry, map, stored }: { entry: TarEntry; map: SparseMap; stored: number },
): Parsing<TarEvent, void> {
  assertSound(map, stored, entry.position);
  const whole = { ...entry, size: map.realSize };
  assertLengths(whole);
  yield { kind: 'entry', entry: whole };
  let at = 0;
  for (const [offset, bytes] of map.pieces) {
    if (offset > at) yield { kind: 'hole', bytes: offset - at };
    yield* passContent(cursor, bytes, entry);
    at = offset + bytes;
  }
  if (map.realSize > at) yield { kind: 'hole', bytes: map.realSize - at };
}

function* passContent(cursor: Cursor, bytes: number, { name }: TarEntry): Parsing<TarEvent, void> {
  cursor.left = bytes;
  while (cursor.left > 0) {
    if (cursor.at === cursor.length && !(yield* advance(cursor)))
      throw new ArchiveDamage(
        `the tar is cut off at byte ${positionOf(cursor)}, inside ${JSON.stringify(name)}`,
      );
    const chunk = cursor.chunk.subarray(cursor.at, cursor.at + cursor.left);
    cursor.at += chunk.length;
    cursor.left -= chunk.length;
    if (chunk.length > 0) yield { kind: 'data', chunk };
  }
}

const MAX_NAME_LENGTH = 4096; // longer ones fit no Linux file system call

function assertLengths({ name, link, position }: TarEntry): void {
  const longest = Math.max(name.length, link.length);
  if (longest > MAX_NAME_LENGTH)
    throw new ArchiveDamage(`the entry at byte ${position} has a name of ${longest} letters`);
}

/** Content is filled up to whole blocks. */
export function fillingAfter(bytes: number): number {
  return (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
}
