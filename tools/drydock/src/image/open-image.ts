import { join } from 'node:path';
import { openHome } from '@drydock/engine';
import type { ImageSources } from '@drydock/images';
import { type ImageContents, readImage } from '@drydock/layers';
import type { Context } from '../context.ts';
import { useEngine } from '../prepare-build.ts';
import { namedSources, plannedSources } from './image-sources.ts';

export interface OpenOptions {
  /** The Dockerfile that the image was built from, when it is none of this repository's. */
  readonly dockerfile?: string;
  /** The stage of that Dockerfile. Default: the last one. */
  readonly stage?: string;
}

/** An image that was read, and the Dockerfiles behind it where they are known. */
export interface OpenedImage {
  readonly image: ImageContents;
  readonly sources: ImageSources | undefined;
}

/** Opens an image of the engine by its name, or an archive or OCI folder by its path. */
export async function openImage(
  context: Context,
  name: string,
  { dockerfile, stage }: OpenOptions = {},
): Promise<OpenedImage> {
  const cacheDir = join(openHome(context.env).folder, 'layers');
  const engine = await useEngine(context);
  context.progress.step(`reading ${name}`);
  const reading = readImage(engine, name, { cacheDir, signal: context.signal });
  if (dockerfile === undefined) {
    const [image, sources] = await Promise.all([reading, plannedSources(context, engine, name)]);
    return { image, sources };
  }
  const image = await reading;
  return { image, sources: await namedSources(context, dockerfile, { image, stage }) };
}
