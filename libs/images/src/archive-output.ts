import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError, type Engine } from '@drydock/engine';
import type { ImagePlan } from './plan-images.ts';

/** Where images are written to, as OCI archives that are the same whenever and wherever they are built. */
export interface ArchiveOptions {
  /** Absolute. Made when it is not there. Each image is `<target>.tar` in it. */
  readonly folder: string;
  /** In seconds: no file of an image is younger than this, and the image itself is dated so. */
  readonly epoch: number;
}

/** Makes the folder, or says that this engine cannot write archives. */
export async function prepareArchives(engine: Engine, { folder }: ArchiveOptions): Promise<void> {
  // The exporter belongs to the containerd store: the older one knows no compressed layers.
  if (engine.store !== 'containerd')
    throw new DrydockError('engine-store', `the engine at ${engine.host} cannot write OCI archives`, {
      evidence: ['it keeps images in a graph driver, and archives come out of the containerd image store'],
      nextStep: 'turn the containerd image store on, or build with DRYDOCK_ENGINE=embedded',
    });
  await mkdir(folder, { recursive: true });
}

export function archivePath({ folder }: ArchiveOptions, target: string): string {
  return join(folder, `${target}.tar`);
}

/**
 * What sends the images into files. The exporter rewrites the times of files that are younger than the epoch: it
 * is the only one that can, since others unpack the layers as they are.
 */
export function archiveArgs(plan: ImagePlan, archives: ArchiveOptions): string[] {
  const images = plan.requested.filter((name) => plan.targets.get(name)?.kind === 'image');
  const settings = images.flatMap((name) => [
    `${name}.output=type=oci,dest=${archivePath(archives, name)},rewrite-timestamp=true`,
    // Attestations hold the time of the build.
    `${name}.attest=type=provenance,disabled=true`,
  ]);
  return ['--allow', `fs.write=${archives.folder}`, ...settings.flatMap((setting) => ['--set', setting])];
}

/** buildx hands it on to the builder, and to Dockerfiles that ask for it with ARG. */
export function archiveEnvironment(archives: ArchiveOptions | undefined): Record<string, string> {
  return archives ? { SOURCE_DATE_EPOCH: String(archives.epoch) } : {};
}
