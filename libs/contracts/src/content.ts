import { createHash } from 'node:crypto';
import type { EffectiveFile } from '@drydock/layers';
import type { ImageView } from './image-view.ts';

/** The text of a file, through links. Nothing when the content is not at hand. It is asked for by the path as given. */
export async function readText({ evidence, follow }: ImageView, path: string): Promise<string | undefined> {
  const file = follow(path);
  if (file?.type === 'file' && file.size === 0) return '';
  const content = file && (await evidence.readFile?.(path));
  return content?.toString('utf8');
}

/** Whether a file has exactly this text. Its digest says so, and the content is not needed. */
export function hasText({ size, digest }: EffectiveFile, text: string): boolean {
  if (size !== Buffer.byteLength(text)) return false;
  return size === 0 || digest === `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
