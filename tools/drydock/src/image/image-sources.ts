import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, openHome } from '@drydock/engine';
import { dockerfileSources, type ImageSources, imageSources, planImages, targetNames } from '@drydock/images';
import type { ImageContents } from '@drydock/layers';
import type { Context } from '../context.ts';
import { namedPath } from './named-path.ts';

const BAKE_FILE = 'docker/bake.hcl';

/**
 * The Dockerfiles behind an image of this repository. Nothing for any other image, and nothing when the bake
 * file cannot be read: whoever looks at an image need not care.
 */
export async function plannedSources(
  { root, env, signal }: Context,
  engine: Engine,
  ref: string,
): Promise<ImageSources | undefined> {
  try {
    if (!(await isNamed(root, ref))) return undefined;
    const cacheDir = join(openHome(env).folder, 'plans');
    const plan = await planImages(engine, { root, targets: await targetNames(root), signal, cacheDir });
    return await imageSources(plan, ref);
  } catch {
    return undefined;
  }
}

/** Planning takes a while. An image whose name stands nowhere in the bake file is none of its images. */
async function isNamed(root: string, ref: string): Promise<boolean> {
  const name = /(?<name>[^/:@]+)(:[^/]*)?(@.*)?$/.exec(ref)?.groups?.name;
  return name !== undefined && (await readFile(join(root, BAKE_FILE), 'utf8')).includes(name);
}

/** The Dockerfile that a person names. Throws when it cannot be read. */
export async function namedSources(
  context: Context,
  dockerfile: string,
  {
    image: { config },
    stage,
  }: { readonly image: Pick<ImageContents, 'config'>; readonly stage: string | undefined },
): Promise<ImageSources> {
  const { os, architecture } = config;
  // What BuildKit knows by itself, and a FROM or a COPY may use.
  const args = { TARGETOS: os, TARGETARCH: architecture, TARGETPLATFORM: `${os}/${architecture}` };
  return dockerfileSources(namedPath(context, dockerfile), { stage, args, shownAs: dockerfile });
}
