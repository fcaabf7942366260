import type { ImageContents } from '@drydock/layers';
import { bytesText, shorten, type Terminal } from '../format.ts';
import { nodeName } from './draw-tree.ts';
import { fileTree } from './file-tree.ts';
import { EVERYTHING, type ViewNode, viewTree } from './tree-view.ts';

const DEPTH = 3;

/** The tree for a file or a pipe: folders and their sizes, biggest first, as deep as it is told. */
export function plainTree(
  image: Pick<ImageContents, 'layers'>,
  terminal: Terminal,
  { depth = DEPTH }: { readonly depth?: number } = {},
): readonly string[] {
  const root = viewTree(fileTree(image), EVERYTHING, 'size');
  const lines = [`${bytesText(root.bytes).padStart(9)}  /`];
  const add = (view: ViewNode, level: number) => {
    for (const child of view.children) {
      const name = `${'  '.repeat(level)}${nodeName(child)}`;
      lines.push(shorten(`${bytesText(child.bytes).padStart(9)}  ${name}`, terminal.columns));
      if (level < depth) add(child, level + 1);
    }
  };
  add(root, 1);
  return lines;
}
