import { table } from '../table.ts';
import { shorten, type Terminal } from './format.ts';

export interface Flexible {
  /** Index of the column that gives way when the terminal is narrow. */
  readonly column: number;
  readonly cut: (text: string, columns: number) => string;
}

const MIN_COLUMNS = 12;

/** Rows under headings, none wider than the terminal. */
export function tableLines(
  terminal: Terminal,
  headings: readonly string[],
  cells: readonly (readonly string[])[],
  flexible?: Flexible,
): string[] {
  const fitting = flexible ? narrowed(terminal, [headings, ...cells], flexible).slice(1) : cells;
  const [head = '', ...lines] = table(headings, fitting)
    .split('\n')
    .map((line) => shorten(line, terminal.columns));
  return [terminal.paint('dim', head), ...lines];
}

function narrowed(
  terminal: Terminal,
  all: readonly (readonly string[])[],
  { column, cut }: Flexible,
): readonly (readonly string[])[] {
  const widest = all.reduce(
    (most, row) => {
      return row.map((cell, index) => Math.max(cell.length, most[index] ?? 0));
    },
    [] as readonly number[],
  );
  const others = widest.reduce((sum, width, index) => sum + (index === column ? 0 : width) + '  '.length, 0);
  const left = Math.max(MIN_COLUMNS, terminal.columns - others);
  return all.map((row) => row.map((cell, index) => (index === column ? cut(cell, left) : cell)));
}

/** The heading of a part, with a line's distance to what stands before. */
export function heading(terminal: Terminal, title: string, note = ''): string[] {
  const short = shorten(title, terminal.columns);
  const room = terminal.columns - short.length - '  '.length;
  if (note === '') return ['', terminal.paint('bold', short)];
  // A note that finds no room beside the title stands below it.
  const below = room < note.length;
  const text = terminal.paint('dim', shorten(note, terminal.columns - '  '.length));
  return below
    ? ['', terminal.paint('bold', short), `  ${text}`]
    : ['', `${terminal.paint('bold', short)}  ${text}`];
}

/** `… and 12 more: --all shows them`, when there are more. */
export function more(terminal: Terminal, total: number, shown: number): string[] {
  return total > shown
    ? [terminal.paint('dim', `  … and ${(total - shown).toLocaleString('en-US')} more: --all shows them`)]
    : [];
}
