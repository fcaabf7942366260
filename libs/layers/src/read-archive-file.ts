import { existsSync } from 'node:fs';
import { visibleName } from '@drydock/engine';
import { listImages } from './archive/archived-image.ts';
import { chooseImage } from './archive/choose-image.ts';
import { openArchive } from './archive/open-archive.ts';
import { archiveError } from './archive-error.ts';
import type { ImageContents } from './image-contents.ts';
import { openLayerCache } from './layer-cache.ts';
import { imageContents, type ReadOptions } from './read-image.ts';
import { readVariant } from './read-variant.ts';

export interface ArchiveOptions extends ReadOptions {
  /** Its name or id. Needed only when the archive holds several images. */
  readonly image?: string | undefined;
  /** E.g. `linux/arm64`. Unset: this machine's architecture, or the only one there is. */
  readonly platform?: string | undefined;
}

/**
 * Reads what an image in a file holds: an OCI or Docker archive, compressed or not, or the folder of an OCI layout.
 * Needs no engine.
 */
export async function readArchiveFile(path: string, options: ArchiveOptions = {}): Promise<ImageContents> {
  const { signal } = options;
  try {
    const files = await openArchive(path, signal);
    const { id, variant } = chooseImage(path, await listImages(files), options);
    const layers = await readVariant(files, variant, {
      cache: openLayerCache(options.cacheDir),
      isTrusted: false,
    });
    return imageContents({ ref: options.image ?? path, id }, { description: variant.description, layers });
  } catch (error) {
    const isThere = existsSync(path);
    const again = 'make the archive again: docker image save, or docker buildx build --output type=oci';
    const nextStep = isThere ? again : 'give the path of an archive or of an OCI folder';
    throw archiveError(error, { subject: `the archive "${visibleName(path)}"`, signal, nextStep });
  }
}
