import { join } from 'node:path';
import { type Engine, type Environment, openHome } from '@drydock/engine';
import { readImage } from '@drydock/layers';
import { megabytes, table } from './table.ts';

export interface ImageSize {
  readonly image: string;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  readonly layers: number;
}

/** Reads the sizes of images from their layers: the engine's own figure differs between image stores. */
export async function imageSizes(
  engine: Engine,
  env: Environment,
  images: readonly string[],
): Promise<ImageSize[]> {
  const cacheDir = join(openHome(env).folder, 'layers');
  return Promise.all(
    images.map(async (image) => {
      const { unpackedBytes, transferBytes, layers } = await readImage(engine, image, { cacheDir });
      return { image, unpackedBytes, transferBytes, layers: layers.length };
    }),
  );
}

export function sizesTable(sizes: readonly ImageSize[]): string {
  const rows = sizes.map(({ image, unpackedBytes, transferBytes, layers }) => [
    image,
    megabytes(unpackedBytes),
    megabytes(transferBytes),
    String(layers),
  ]);
  return table(['image', 'unpacked', 'transfer', 'layers'], rows);
}
