import { type Contract, contentPaths, type Evidence } from '@drydock/contracts';
import { DrydockError } from '@drydock/engine';
import { type ImageContents, readFile, readFiles, readImage } from '@drydock/layers';
import type { Context } from '../context.ts';
import { layersFolder, type OpenedImage, type OpenOptions, openImage } from '../image/open-image.ts';

/** What an image's layers, its Dockerfiles and its base image tell. Starts no container. */
export async function gatherEvidence(
  context: Context,
  contract: Contract,
  options: OpenOptions,
): Promise<Evidence> {
  const opened = await openImage(context, contract.image, options);
  const { image, steps, sources, source } = opened;
  const reading = { cacheDir: layersFolder(context), signal: context.signal };
  const [contents, base] = await Promise.all([
    readFiles(source, image, contentPaths(contract), reading),
    baseImage(context, contract, opened),
  ]);
  return {
    image,
    steps,
    from: sources?.from,
    base,
    readFile: async (path) => {
      // What nobody knew of before, such as a file that another one names, is read when it is asked for.
      const content = contents.get(path) ?? (await readFile(source, image, path, reading));
      return content?.isWhole ? content.bytes : undefined; // a part would say too little
    },
  };
}

/** The image that the contract names as its base, where the engine has it. */
async function baseImage(
  context: Context,
  { base }: Contract,
  { source }: OpenedImage,
): Promise<ImageContents | undefined> {
  if (base === undefined || base === 'scratch' || 'archive' in source) return undefined;
  const reading = { cacheDir: layersFolder(context), signal: context.signal };
  return readImage(source, base, reading).catch((error: unknown) => {
    if (error instanceof DrydockError && error.code === 'unknown-name') return undefined;
    throw error;
  });
}
