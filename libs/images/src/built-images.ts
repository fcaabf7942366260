import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { type ArchiveOptions, archivePath } from './archive-output.ts';
import { bakeMetadataSchema } from './bake-schema.ts';
import type { ImagePlan } from './plan-images.ts';

export interface BuiltImage {
  readonly target: string;
  /** The digest, when the bake file gives the image no name: it is in the engine all the same. */
  readonly tag: string;
  /** Of the image's manifest, e.g. `sha256:…`. */
  readonly digest: string;
  /** The archive it was written to, when archives were asked for. */
  readonly path?: string;
}

/** What bake writes in the folder of a build. */
export function metadataIn(folder: string): string {
  return join(folder, 'metadata.json');
}

/** What a build of a plan left in the engine or in archives, by what bake wrote down about it. */
export async function builtImages(
  engine: Engine,
  plan: ImagePlan,
  { archives, folder }: { readonly archives: ArchiveOptions | undefined; readonly folder: string },
): Promise<BuiltImage[]> {
  const metadata = bakeMetadataSchema.parse(JSON.parse(await readFile(metadataIn(folder), 'utf8')));
  const images = plan.requested.flatMap((name) => {
    const target = plan.targets.get(name);
    const digest = metadata[name]?.['containerimage.digest'];
    if (target?.kind !== 'image' || digest === undefined) return [];
    const path = archives && { path: archivePath(archives, name) };
    const tags = target.tags.length > 0 ? target.tags : [digest];
    return tags.map((tag) => ({ target: name, tag, digest, ...path }));
  });
  return archives ? images : inEngine(engine, images, plan);
}

/** A builder of another kind than the engine's own keeps what no output asks for, and pushes what one does. */
async function inEngine(
  engine: Engine,
  images: readonly BuiltImage[],
  { targets }: ImagePlan,
): Promise<BuiltImage[]> {
  const found = images.map(async (image) => {
    if (!targets.get(image.target)?.mayStayInBuilder) return [image];
    const { exitCode } = await runDocker(engine, ['image', 'inspect', '--format', '{{.Id}}', image.tag]);
    return exitCode === 0 ? [image] : [];
  });
  return (await Promise.all(found)).flat();
}
