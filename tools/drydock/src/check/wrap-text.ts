import { widthOf } from '../image/format.ts';

const MIN_COLUMNS = 16;

/** Text with something in front of its first line, broken between words; further lines stand below the first. */
export function wrapBehind(prefix: string, text: string, columns: number): string[] {
  const indent = widthOf(prefix);
  const lines = wrap(text, Math.max(MIN_COLUMNS, columns - indent));
  return lines.map((line, index) => `${index === 0 ? prefix : ' '.repeat(indent)}${line}`);
}

function wrap(text: string, columns: number): string[] {
  const [first = '', ...words] = text.split(' ');
  const lines = pieces(first, columns);
  for (const word of words) {
    const line = lines.pop() ?? '';
    const longer = `${line} ${word}`;
    if (widthOf(longer) <= columns) lines.push(longer);
    // A word that fits on no line at all begins on this one.
    else if (widthOf(word) > columns) lines.push(...pieces(longer, columns));
    else lines.push(line, word);
  }
  return lines;
}

/** A path, or a line of a log, may be longer than a line here. */
function pieces(text: string, columns: number): string[] {
  const lines = [''];
  for (const sign of text) {
    if (widthOf((lines.at(-1) ?? '') + sign) > columns) lines.push('');
    lines[lines.length - 1] += sign;
  }
  return lines;
}
