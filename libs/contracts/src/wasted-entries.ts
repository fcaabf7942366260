import type { ImageContents, LayerEntry } from '@drydock/layers';
import type { ImageView } from './image-view.ts';

export interface WastedEntry {
  readonly layer: number;
  readonly entry: LayerEntry;
}

/** Files in lower layers that later layers replace or remove. The copy that a container sees is not waste. */
export function wastedEntries({ image, files }: Pick<ImageView, 'image' | 'files'>): WastedEntry[] {
  const seen = new Set<string>();
  for (const { layer, path, link, type } of files.values())
    if (type === 'file') seen.add(`${layer} ${link ?? path}`);
  return allFiles(image).filter(({ layer, entry }) => !seen.has(`${layer} ${entry.path}`));
}

function allFiles({ layers }: ImageContents): WastedEntry[] {
  return layers.flatMap(({ entries }, layer) =>
    entries.filter(({ type, size }) => type === 'file' && size > 0).map((entry) => ({ layer, entry })),
  );
}
