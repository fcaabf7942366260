import type { Context } from '../../context.ts';
import { movesCursor } from '../../terminal/moves-cursor.ts';
import { plain, type Terminal } from '../format.ts';
import { placeOf } from '../instruction-text.ts';
import { type LayerReport, layerReports } from '../layer-report.ts';
import type { OpenedImage } from '../open-image.ts';
import { plainTree } from './plain-tree.ts';
import { walkTree } from './walk-tree.ts';

export interface TreeOptions {
  readonly terminal: Terminal;
  /** Every file, where a person cannot open folders. */
  readonly all: boolean;
}

/** The tree to walk in where somebody sits at a terminal, else as text. */
export async function showTree(
  context: Context,
  opened: OpenedImage,
  { terminal, all }: TreeOptions,
): Promise<void> {
  const { stdin: input, stdout: output } = process;
  const { image } = opened;
  if (!input.isTTY || !movesCursor(output, context.env)) {
    return context.print(plainTree(image, terminal, all ? { depth: Infinity } : {}).join('\n'));
  }
  const labels = { title: plain(image.ref), layers: layerReports(opened).map(label) };
  await walkTree(image, labels, { input, output, signal: context.signal, terminal });
}

function label({ source, instruction }: LayerReport): string {
  return source ? `${plain(placeOf(source))}  ${instruction}` : instruction;
}
