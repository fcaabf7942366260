import { bytesText, changeText, fitPath, plain, type Terminal } from '../image/format.ts';
import { tableLines } from '../image/print-lines.ts';
import { drift, type SizeRow } from './compare-sizes.ts';

/** Below this there is room for one figure and how it changed. */
const WIDE_COLUMNS = 76;

type Figure = 'unpackedBytes' | 'transferBytes' | 'ownBytes';

/** The sizes as a table: each figure of today, and what it changed by since its row was written. */
export function sizesLines(rows: readonly SizeRow[], terminal: Terminal): string[] {
  if (rows.length === 0) return [];
  const isWide = terminal.columns >= WIDE_COLUMNS;
  const cells = rows.map((row) => [
    plain(row.image),
    ...figure(row, 'unpackedBytes'),
    ...(isWide ? [...figure(row, 'transferBytes'), size(row.now.ownBytes)] : []),
  ]);
  const headings = ['image', 'unpacked', '', ...(isWide ? ['transfer', '', 'own'] : [])];
  return tableLines(terminal, headings, cells, { column: 0, cut: fitPath });
}

function figure({ now, before }: SizeRow, name: Figure): [string, string] {
  const [bytes = 0, old] = [now[name], before?.[name]];
  if (old === undefined) return [size(bytes), 'new'];
  if (old === bytes) return [size(bytes), '='];
  const share = Math.abs(drift(old, bytes) * 100).toFixed(1);
  return [size(bytes), share === '0.0' ? changeText(bytes - old) : `${bytes > old ? '+' : '-'}${share} %`];
}

function size(bytes: number | undefined): string {
  return bytes === undefined ? '–' : bytesText(bytes);
}
