import { isUtf8 } from 'node:buffer';
import { ArchiveDamage } from '../archive-damage.ts';

export const BLOCK_BYTES = 512;

/** What the 512 bytes of a header say by themselves. */
export interface TarBlock {
  /** The type flag as it is written, e.g. `0`, `5`, `x`; `\0` in the oldest tars. */
  readonly flag: string;
  readonly name: string;
  readonly link: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** In seconds since 1970. */
  readonly modifiedAt: number;
  /** Of a device, major and minor number: `1:3`. */
  readonly device: string | undefined;
  readonly format: 'v7' | 'ustar' | 'gnu';
}

/** Nothing when the block is all zeros, which marks the end of a tar. */
export function parseBlock(block: Buffer, position: number): TarBlock | undefined {
  if (block[0] === 0 && isZero(block)) return undefined;
  if (!hasValidChecksum(block)) {
    throw new ArchiveDamage(`at byte ${position} there is no tar header: its checksum is wrong`);
  }
  const number = (name: string, at: number, bytes: number) => {
    const value = parseNumber(block.subarray(at, at + bytes));
    const isPossible = Number.isSafeInteger(value) && (value >= 0 || name === 'time');
    if (isPossible) return value;
    throw new ArchiveDamage(`the tar header at byte ${position} has an impossible ${name}`);
  };
  const format = formatOf(block);
  const name = textAt(block, 0, 100);
  const prefix = format === 'ustar' ? textAt(block, 345, 155) : '';
  return {
    flag: String.fromCharCode(block[156] ?? 0),
    name: prefix === '' ? name : `${prefix}/${name}`,
    link: textAt(block, 157, 100),
    mode: number('mode', 100, 8),
    uid: number('owner', 108, 8),
    gid: number('group', 116, 8),
    size: number('size', 124, 12),
    modifiedAt: number('time', 136, 12),
    device: isDevice(block) ? `${number('device', 329, 8)}:${number('device', 337, 8)}` : undefined,
    format,
  };
}

function isDevice(block: Buffer): boolean {
  return ['3', '4'].includes(String.fromCharCode(block[156] ?? 0));
}

/** Octal digits between blanks; or, with the first bit set, a number in base 256. Not a number when neither. */
export function parseNumber(field: Buffer): number {
  const first = field[0] ?? 0;
  if (first & 0x80) {
    let value = first & 0x40 ? -64 + (first & 0x3f) : first & 0x3f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    return value;
  }
  const text = field.toString('latin1').replace(/^[ \0]+|[ \0].*$/gs, '');
  if (text === '') return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

/** A name that is not UTF-8 keeps its bytes apart, as `\xff`: two names never become one. */
export function decodeName(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return bytes
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`);
}

function textAt(block: Buffer, at: number, bytes: number): string {
  const field = block.subarray(at, at + bytes);
  const end = field.indexOf(0);
  return decodeName(end < 0 ? field : field.subarray(0, end));
}

function formatOf(block: Buffer): TarBlock['format'] {
  const magic = block.toString('latin1', 257, 265);
  if (magic === 'ustar  \0') return 'gnu';
  return magic.startsWith('ustar\0') ? 'ustar' : 'v7';
}

function isZero(block: Buffer): boolean {
  for (const byte of block) if (byte !== 0) return false;
  return true;
}

/** The sum of all bytes, its own field counted as blanks. Some old programs summed signed bytes. */
function hasValidChecksum(block: Buffer): boolean {
  const stated = parseNumber(block.subarray(148, 156));
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  return stated === unsigned || stated === signed;
}
