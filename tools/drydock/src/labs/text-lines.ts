import { relative, resolve } from 'node:path';
import { wrapBehind } from '../check/wrap-text.ts';
import { plain, type Terminal } from '../image/format.ts';

/** Paragraphs of a lab's text, broken to the width. Lines that stand together are one paragraph; lists and code stay. */
export function textLines(text: string, terminal: Terminal, indent = '  '): string[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .flatMap((paragraph, index) => [
      ...(index === 0 ? [] : ['']),
      ...paragraphLines(paragraph, terminal, indent),
    ]);
}

function paragraphLines(paragraph: string, { columns, paint }: Terminal, indent: string): string[] {
  const lines = plainLines(paragraph);
  if (/^#+ /.test(paragraph))
    return lines.map((line) => paint('bold', `${indent}${line.replace(/^#+ /, '')}`));
  if (paragraph.startsWith('```') || /^ {4}|^\|/.test(paragraph))
    return lines.filter((line) => !line.startsWith('```')).map((line) => `${indent}  ${line}`);
  // Each list item, and each sentence on a line of its own, begins a line.
  return lines.flatMap((line) => {
    const [, mark = '', rest = line] = /^(\d+\. |[-*] | {2,})?(.*)$/.exec(line) ?? [];
    return wrapBehind(`${indent}${mark}`, rest, columns);
  });
}

function plainLines(text: string): string[] {
  return text.split('\n').map(plain);
}

/** Links of a lab's text as a path that can be opened: `[test/chapter](../../test)` is `test/chapter (…/test)`. */
export function withPaths(text: string, folder: string, root: string): string {
  return text.replaceAll(/\[([^\]]*)\]\(([^)\s]+)\)/g, (_, label: string, target: string) => {
    if (/^[a-z]+:/.test(target)) return `${label} (${target})`;
    const [file = '', anchor] = target.split('#');
    const path = relative(root, resolve(folder, file)) + (anchor === undefined ? '' : `, "${anchor}"`);
    return label === path ? path : `${label} (${path})`;
  });
}
