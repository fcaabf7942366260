import type { EffectiveFile } from '@drydock/layers';

/** What a file adds to its layer: a hard link shares the bytes of the file it stands for. */
export function fileWeight({ type, size, link }: Pick<EffectiveFile, 'type' | 'size' | 'link'>): number {
  return type === 'file' && link !== undefined ? 0 : size;
}
