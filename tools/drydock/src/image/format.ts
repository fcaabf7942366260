import { stripVTControlCharacters, styleText } from 'node:util';
import { visibleName } from '@drydock/engine';

/** Where text goes: how wide it may be, and whether it may be painted. */
export interface Terminal {
  /** Columns; what does not go to a terminal is as wide as one that is wide. */
  readonly columns: number;
  readonly paint: (style: Style, text: string) => string;
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'inverse';

const WIDE_COLUMNS = 120;
/** Of a terminal that does not know how wide it is, as one that nobody has given a size. */
export const USUAL_COLUMNS = 80;

/** Standard output as it is now. `styleText` honours NO_COLOR, and paints nothing that goes to a file. */
export function outputTerminal(columns: string | undefined): Terminal {
  const stream = process.stdout;
  const wanted = Number(columns);
  return {
    columns: stream.columns || (Number.isInteger(wanted) && wanted > 0 ? wanted : WIDE_COLUMNS),
    paint: (style, text) => styleText(style, text, { stream }),
  };
}

/** Decimal, with the unit that suits: `532 B`, `12.3 kB`, `8.6 MB`, `1.2 GB`. */
export function bytesText(bytes: number): string {
  const size = Math.abs(bytes);
  if (size < 1_000) return `${bytes} B`;
  if (size < 999_950) return `${(bytes / 1_000).toFixed(1)} kB`;
  if (size < 999_950_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** With its sign: `+1.2 MB`, `-3 B`; `0 B` for none. */
export function changeText(bytes: number): string {
  return bytes > 0 ? `+${bytesText(bytes)}` : bytesText(bytes);
}

/** `1 file`, `1,234 files`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** A name out of an image may hold anything; on a terminal, control characters would act. */
export const plain = visibleName;

/** Permission bits as `ls` shows them after the type: `rwsr-xr-x`. */
export function modeText(mode: number): string {
  const triple = (shift: number, special: number, sign: string) => {
    const bits = (mode >> shift) & 7;
    const isSpecial = (mode & special) !== 0;
    const last = bits & 1 ? (isSpecial ? sign : 'x') : isSpecial ? sign.toUpperCase() : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  return triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't');
}

/** Cuts the end off a line that is too wide; a column short of the edge, where some terminals wrap. */
export function shorten(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const sign of stripVTControlCharacters(text)) {
    width += widthOf(sign);
    if (width > Math.max(1, columns - 1)) break;
    kept += sign;
  }
  return `${kept.trimEnd()}…`;
}

/** Cuts a path in the middle: its beginning says where it is, its end what it is. */
export function fitPath(path: string, columns: number): string {
  const signs = [...path];
  if (signs.length <= columns) return path;
  const end = Math.max(1, Math.ceil((columns - 1) * 0.6));
  const start = Math.max(0, columns - 1 - end);
  return `${signs.slice(0, start).join('')}…${signs.slice(-end).join('')}`;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of stripVTControlCharacters(text)) {
    width += /\p{Mark}/u.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1;
  }
  return width;
}
