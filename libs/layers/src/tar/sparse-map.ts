import { ArchiveDamage } from '../archive-damage.ts';
import { advance, type Cursor, type Parsing, positionOf, take } from './cursor.ts';
import type { PaxRecords } from './pax-records.ts';
import { BLOCK_BYTES, parseNumber } from './tar-block.ts';

/** Where the stored bytes of a sparse file belong. All else of it is zeros. */
export interface SparseMap {
  /** Of the file with its holes. */
  readonly realSize: number;
  readonly pieces: readonly SparsePiece[];
}

type SparsePiece = readonly [offset: number, bytes: number];

const MAX_PIECES = 1_000_000;
const PIECE_BYTES = 24;
const PIECES_IN_HEADER = 4;
const PIECES_IN_BLOCK = 21;

/** GNU's old format: four pieces in the header, the others in blocks between it and the content. */
export function* takeOldSparseMap(cursor: Cursor, header: Buffer): Parsing<never, SparseMap> {
  const realSize = parseNumber(header.subarray(483, 495));
  const pieces = piecesOf(header.subarray(386), PIECES_IN_HEADER);
  for (let isMore = header[482] !== 0; isMore; ) {
    const block = yield* take(cursor, BLOCK_BYTES);
    if (!block) throw new ArchiveDamage(`the tar is cut off at byte ${positionOf(cursor)}`);
    pieces.push(...piecesOf(block, PIECES_IN_BLOCK));
    assertCount(pieces.length);
    isMore = block[504] !== 0;
  }
  return { realSize, pieces };
}

function piecesOf(block: Buffer, count: number): SparsePiece[] {
  const pieces: SparsePiece[] = [];
  for (let at = 0; at < count * PIECE_BYTES; at += PIECE_BYTES) {
    if (block[at] === 0) break; // an unused place
    pieces.push([parseNumber(block.subarray(at, at + 12)), parseNumber(block.subarray(at + 12, at + 24))]);
  }
  return pieces;
}

/** What the PAX records say of a sparse file. Version 1.0 has its map before the content: `isInContent`. */
export interface PaxSparse {
  readonly name: string | undefined;
  readonly realSize: number;
  readonly pieces: readonly SparsePiece[];
  readonly isInContent: boolean;
}

export function paxSparse({ sparse }: PaxRecords): PaxSparse | undefined {
  if (sparse.length === 0) return undefined;
  const values = new Map(sparse);
  const version = `${values.get('major') ?? '0'}.${values.get('minor') ?? '0'}`;
  const isInContent = version === '1.0';
  const hasMap = values.has('map') || values.has('numblocks');
  if (!isInContent && !(hasMap && ['0.0', '0.1'].includes(version))) return undefined;
  const listed = values.get('map')?.split(',') ?? sparse.filter(isPlace).map(([, value]) => value);
  const numbers = isInContent ? [] : listed.filter((text) => text !== '').map(decimal);
  if (numbers.length % 2 !== 0) throw new ArchiveDamage('the map of a sparse file is not in pairs');
  assertCount(numbers.length / 2);
  return {
    name: values.get('name') || undefined,
    realSize: decimal(values.get('realsize') ?? values.get('size') ?? ''),
    pieces: pairs(numbers),
    isInContent,
  };
}

function isPlace([key]: readonly [string, string]): boolean {
  return key === 'offset' || key === 'numbytes';
}

/** The map at the beginning of the content: a count, then offsets and sizes, a line each, filled up to a block. */
export function* takeMap(cursor: Cursor): Parsing<never, { pieces: SparsePiece[]; bytes: number }> {
  const start = positionOf(cursor);
  const count = yield* takeLine(cursor);
  assertCount(count);
  const numbers: number[] = [];
  while (numbers.length < 2 * count) numbers.push(yield* takeLine(cursor));
  const used = positionOf(cursor) - start;
  const filling = (BLOCK_BYTES - (used % BLOCK_BYTES)) % BLOCK_BYTES;
  yield* take(cursor, filling);
  return { pieces: pairs(numbers), bytes: used + filling };
}

const NEWLINE = 0x0a;
const MAX_DIGITS = 16;

function* takeLine(cursor: Cursor): Parsing<never, number> {
  let text = '';
  for (;;) {
    if (cursor.at === cursor.length && !(yield* advance(cursor)))
      throw new ArchiveDamage(`the tar is cut off at byte ${positionOf(cursor)}`);
    if (cursor.length === 0) continue;
    const byte = cursor.chunk[cursor.at++] ?? 0;
    if (byte === NEWLINE) return decimal(text);
    text += String.fromCharCode(byte);
    if (text.length > MAX_DIGITS) return decimal('');
  }
}

/** Pieces come in order, do not overlap, end within the file, and are all that is stored. */
export function assertSound({ realSize, pieces }: SparseMap, storedBytes: number, position: number): void {
  let end = 0;
  let stored = 0;
  for (const [offset, bytes] of pieces) {
    const isSound = Number.isSafeInteger(offset + bytes) && bytes >= 0 && offset >= end;
    end = isSound ? offset + bytes : Number.NaN;
    stored += bytes;
  }
  if (end <= realSize && stored === storedBytes) return;
  throw new ArchiveDamage(`the sparse file at byte ${position} has an impossible map`);
}

function pairs(numbers: readonly number[]): SparsePiece[] {
  const pieces: SparsePiece[] = [];
  for (let at = 0; at < numbers.length; at += 2) pieces.push([numbers[at] ?? 0, numbers[at + 1] ?? 0]);
  return pieces;
}

function decimal(text: string): number {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  throw new ArchiveDamage(`the map of a sparse file holds "${text}" in the place of a number`);
}

function assertCount(count: number): void {
  if (count > MAX_PIECES) throw new ArchiveDamage(`a sparse file has more than ${MAX_PIECES} pieces`);
}
