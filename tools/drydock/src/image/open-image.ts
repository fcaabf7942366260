import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DrydockError, type Engine, openHome } from '@drydock/engine';
import type { ImageSources, SourceStep } from '@drydock/images';
import {
  type ImageContents,
  type ImageSource,
  readArchiveFile,
  readImage,
  type TracedStep,
  traceSteps,
} from '@drydock/layers';
import type { Context } from '../context.ts';
import { useEngine } from '../prepare-build.ts';
import { plain } from './format.ts';
import { namedSources, plannedSources } from './image-sources.ts';
import { archiveName, isPath, namedPath } from './named-path.ts';

export interface ReadChoice {
  /** Of an archive made for several: `linux/arm64`. */
  readonly platform?: string;
  /** Lets the engine pull an image that it does not have. */
  readonly pull?: boolean;
}

export interface OpenOptions extends ReadChoice {
  /** The Dockerfile that the image was built from, when it is none of this repository's. */
  readonly dockerfile?: string;
  /** The stage of that Dockerfile. Default: the last one. */
  readonly stage?: string;
  /** Of `engineOpener`, for who opens several images. */
  readonly openEngine?: () => Promise<Engine>;
}

/** An image that was read, and the Dockerfiles behind it where they are known. */
export interface OpenedImage {
  readonly image: ImageContents;
  readonly sources: ImageSources | undefined;
  /** What it was made by, oldest first. */
  readonly steps: readonly TracedStep<SourceStep>[];
  /** Where the contents of its files can be read. */
  readonly source: ImageSource;
}

/** Opens an image of the engine by its name, or an archive or OCI folder by its path. */
export async function openImage(
  context: Context,
  name: string,
  options: OpenOptions = {},
): Promise<OpenedImage> {
  const { dockerfile, stage, openEngine = engineOpener(context) } = options;
  if (stage !== undefined && dockerfile === undefined) {
    throw new DrydockError('usage', '--stage names a stage of the Dockerfile that --dockerfile names', {
      nextStep: 'add --dockerfile, or leave --stage out',
    });
  }
  if (dockerfile === undefined) return openPlanned(context, openEngine, { name, options });
  const opened = await openPlanned(context, openEngine, { name, options, isForeign: true });
  const { image } = opened;
  const sources = await namedSources(context, dockerfile, { image, stage });
  return { ...opened, sources, steps: traceSteps(image, sources.steps) };
}

/** Opens two images, in the order of their names. */
export async function openPair(
  context: Context,
  [a, b]: readonly [string, string],
  options: ReadChoice = {},
): Promise<[OpenedImage, OpenedImage]> {
  const engine = engineOpener(context);
  const first = await openPlanned(context, engine, { name: a, options });
  return [first, await openPlanned(context, engine, { name: b, options })];
}

/** Where layers that were read are kept. Nowhere, when the cache folder cannot be written: reading needs none. */
export function layersFolder({ env }: Pick<Context, 'env'>): string | undefined {
  try {
    return join(openHome(env).folder, 'layers');
  } catch (error) {
    if (error instanceof DrydockError && error.code === 'home-unusable') return undefined;
    throw error;
  }
}

interface Wanted {
  readonly name: string;
  readonly options: ReadChoice;
  /** The bake plan need not be asked. */
  readonly isForeign?: boolean;
}

async function openPlanned(
  context: Context,
  openEngine: () => Promise<Engine>,
  { name, options: { platform, pull = false }, isForeign = false }: Wanted,
): Promise<OpenedImage> {
  const cacheDir = layersFolder(context);
  const reading = { cacheDir, signal: context.signal };
  if (name.trim() === '')
    throw new DrydockError('usage', 'an image is needed, and its name is empty', {
      nextStep: 'name an image of the engine, or the path of an archive or an OCI folder',
    });
  if (isPath(name)) {
    context.progress.step(`reading ${plain(name)}`);
    const { path, image } = archiveName(name, (file) => existsSync(namedPath(context, file)));
    const source = { archive: namedPath(context, path), platform, image };
    const read = await readArchiveFile(source.archive, { ...reading, ...source });
    return { image: { ...read, ref: name }, sources: undefined, source, steps: traceSteps(read) };
  }
  if (platform !== undefined) {
    throw new DrydockError(
      'usage',
      `--platform chooses inside an archive, and "${name}" is an image of the engine`,
      {
        nextStep: `save it first: docker image save --output image.tar ${name}`,
      },
    );
  }
  const engine = await openEngine();
  context.progress.step(`reading ${plain(name)}`);
  const [image, sources] = await Promise.all([
    readImage(engine, name, { ...reading, pull }).catch((error: unknown) => {
      throw namesFile(context, name, error);
    }),
    isForeign ? undefined : plannedSources(context, engine, name),
  ]);
  return { image, sources, source: engine, steps: traceSteps(image, sources?.steps) };
}

/** Of a name that no image has, and a file or folder has: it has to be written as a path. */
function namesFile(context: Context, name: string, error: unknown): unknown {
  if (!(error instanceof DrydockError) || error.code !== 'unknown-name') return error;
  if (!existsSync(namedPath(context, name))) return error;
  const { code, summary, evidence } = error;
  const nextStep = `"${name}" is a path as well: write "./${name}" to read what is there`;
  return new DrydockError(code, summary, { cause: error, evidence, nextStep });
}

/** Looks for the engine when it is first needed, and once only: an archive needs none. */
export function engineOpener(context: Context): () => Promise<Engine> {
  let engine: Promise<Engine> | undefined;
  return () => {
    engine ??= useEngine(context);
    return engine;
  };
}
