import { createHash } from 'node:crypto';
import { ArchiveDamage, DocumentDamage } from '../archive-damage.ts';
import type { ImageDescription } from '../image-config-schema.ts';
import { platformOf } from '../platform-of.ts';
import {
  type Descriptor,
  type DockerManifest,
  type Platform,
  parseConfig,
  readConfig,
  readDockerManifest,
  readOciIndex,
  readTarget,
} from './archive-documents.ts';
import { type ArchiveFiles, blobName } from './archive-files.ts';

/** One image of an archive, for one platform or more. */
export interface ArchivedImage {
  readonly names: readonly string[];
  /** As an engine would call it. */
  readonly id: string;
  readonly variants: readonly ImageVariant[];
}

/** An image for one platform. */
export interface ImageVariant {
  /** E.g. `linux/amd64`, `linux/arm/v7`, `windows(10.0.20348.2113)/amd64`. */
  readonly platform: string;
  readonly description: ImageDescription;
  /** Lowest first. */
  readonly layers: readonly LayerPlace[];
}

export interface LayerPlace {
  /** Of its file in the archive, not yet resolved. */
  readonly name: string;
  /** Of the file as it is stored. Docker's older archives do not tell. */
  readonly digest: string | undefined;
  /** Of the uncompressed tar. */
  readonly diffId: string;
  /** The manifest says that it is not to be handed on: such layers are often left out of archives. */
  readonly isForeign: boolean;
}

/** The images of an archive, whichever of the two lists it has. */
export async function listImages(files: ArchiveFiles): Promise<readonly ArchivedImage[]> {
  const index = await readOciIndex(files);
  const problems: string[] = [];
  const images = index ? await ociImages(files, index, problems) : [];
  if (images.length > 0) return images;
  const manifest = await readDockerManifest(files);
  if (manifest) return Promise.all(manifest.map((item) => dockerImage(files, item)));
  const [problem] = problems;
  if (problem !== undefined) throw new ArchiveDamage(`it holds no image: ${problem}`);
  return [];
}

const NAMES = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];
const UNNAMED = 'unnamed';

async function ociImages(
  files: ArchiveFiles,
  index: readonly Descriptor[],
  problems: string[],
): Promise<ArchivedImage[]> {
  const groups = new Map<string, { names: Set<string>; id: string; variants: ImageVariant[] }>();
  const visited = new Set<string>();
  for (const descriptor of index) {
    const name = NAMES.map((key) => descriptor.annotations?.[key]).find(Boolean);
    // Without names, several platforms side by side are one image.
    const key = name === undefined && descriptor.platform ? UNNAMED : descriptor.digest;
    const group = groups.get(key) ?? { names: new Set(), id: descriptor.digest, variants: [] };
    if (name !== undefined) group.names.add(name);
    group.variants.push(...(await variantsOf(files, descriptor, { visited, problems })));
    if (group.variants.length > 0) groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({ ...group, names: [...group.names] }));
}

const MAX_DOCUMENTS = 1_000; // manifests and indexes of one archive

interface Visit {
  readonly visited: Set<string>;
  /** Why a descriptor leads to nothing. Of no account where another leads to an image. */
  readonly problems: string[];
  readonly root?: string;
}

/** The variants that a descriptor leads to and the archive has. Leaves out attestations, which stand beside them. */
export async function variantsOf(
  files: ArchiveFiles,
  descriptor: Descriptor,
  { visited, problems, root = descriptor.digest }: Visit = { visited: new Set(), problems: [] },
): Promise<ImageVariant[]> {
  const { digest, annotations, platform } = descriptor;
  if (annotations?.['vnd.docker.reference.type'] || platform?.os === 'unknown') return [];
  const visit = `${root} ${digest}`; // one manifest may belong to two images, but not twice to one
  if (visited.has(visit)) return [];
  visited.add(visit);
  if (visited.size > MAX_DOCUMENTS) throw new ArchiveDamage(`it has more than ${MAX_DOCUMENTS} manifests`);
  const target = await readTarget(files, digest);
  if (target?.kind === 'index') {
    const variants: ImageVariant[] = [];
    for (const manifest of target.manifests)
      variants.push(
        ...(await variantsOf(files, withPlatform(manifest, platform), { visited, problems, root })),
      );
    return variants;
  }
  if (target?.kind !== 'manifest') {
    problems.push(target ? `${digest} is no manifest of an image` : `the manifest ${digest} is not there`);
    return [];
  }
  const { config, layers } = target.manifest;
  const description = await readConfig(files, config.digest);
  if (description) return [ociVariant(onPlatform(description, platform), layers, digest)];
  problems.push(`the configuration ${config.digest} is not there, or is not that of an image`);
  return [];
}

/** An index within an index may say the platform once for all that it holds. */
function withPlatform(manifest: Descriptor, platform: Descriptor['platform']): Descriptor {
  return { ...manifest, platform: manifest.platform ?? platform };
}

function ociVariant(
  description: ImageDescription,
  layers: readonly Descriptor[],
  digest: string,
): ImageVariant {
  const { diffIds } = description;
  if (layers.length !== diffIds.length)
    throw new ArchiveDamage(
      `the manifest ${digest} has ${layers.length} layers, its configuration ${diffIds.length}`,
    );
  return {
    platform: platformOf(description.config),
    description,
    layers: layers.map((layer, index) => {
      const name = blobName(layer.digest);
      if (!name) throw new ArchiveDamage(`${JSON.stringify(layer.digest)} is no digest`);
      const isForeign = /foreign|nondistributable/.test(layer.mediaType ?? '');
      return { name, digest: layer.digest, diffId: diffIds[index] ?? '', isForeign };
    }),
  };
}

async function dockerImage(files: ArchiveFiles, item: DockerManifest[number]): Promise<ArchivedImage> {
  const bytes = await files.document(item.Config);
  if (!bytes) throw new ArchiveDamage(`it has no configuration ${JSON.stringify(item.Config)}`);
  const description = parseConfig(bytes, item.Config);
  if (!description)
    throw new DocumentDamage(
      `the configuration ${JSON.stringify(item.Config)} names no layers: rootfs.diff_ids`,
    );
  const names = item.Layers;
  const { diffIds } = description;
  if (names.length !== diffIds.length)
    throw new ArchiveDamage(`manifest.json has ${names.length} layers, the configuration ${diffIds.length}`);
  const layers = names.map((name, index) => {
    return { name, digest: undefined, diffId: diffIds[index] ?? '', isForeign: false };
  });
  return {
    names: item.RepoTags.filter(Boolean),
    id: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    variants: [{ platform: platformOf(description.config), description, layers }],
  };
}

/** What a configuration leaves out may stand in the index that names it. */
function onPlatform(description: ImageDescription, platform: Platform | null | undefined): ImageDescription {
  const { config } = description;
  if (!platform) return description;
  return {
    ...description,
    config: {
      ...config,
      os: config.os || platform.os,
      architecture: config.architecture || platform.architecture,
      variant: config.variant || platform.variant,
      osVersion: config.osVersion || platform['os.version'],
    },
  };
}
