import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ArchiveDamage } from '../archive-damage.ts';
import { type ImageDescription, parseImageConfig } from '../image-config-schema.ts';
import { type ArchiveFiles, blobName } from './archive-files.ts';

const platformSchema = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
});

const descriptorSchema = z.object({
  digest: z.string(),
  mediaType: z.string().optional(),
  platform: platformSchema.optional(),
  annotations: z.record(z.string(), z.string()).nullish(),
});

/** Points to another document, or to a layer, by its digest. */
export type Descriptor = z.infer<typeof descriptorSchema>;

const indexSchema = z.object({ manifests: z.array(descriptorSchema) });
const manifestSchema = z.object({ config: descriptorSchema, layers: z.array(descriptorSchema) });
const dockerManifestSchema = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).nullish(),
  }),
);

type Manifest = z.infer<typeof manifestSchema>;
export type DockerManifest = z.infer<typeof dockerManifestSchema>;

/** What a descriptor points to: told by what is in it, since the media type may be left out. */
export type Target =
  | { readonly kind: 'index'; readonly manifests: readonly Descriptor[] }
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'other' };

/** Nothing when the archive has no such document. */
export async function readTarget(files: ArchiveFiles, digest: string): Promise<Target | undefined> {
  const json = await readJson(files, digest);
  if (json === undefined) return undefined;
  const index = indexSchema.safeParse(json);
  if (index.success) return { kind: 'index', manifests: index.data.manifests };
  const manifest = manifestSchema.safeParse(json);
  return manifest.success ? { kind: 'manifest', manifest: manifest.data } : { kind: 'other' };
}

/** The list of images in an OCI layout. Nothing when there is none. */
export async function readOciIndex(files: ArchiveFiles): Promise<readonly Descriptor[] | undefined> {
  const bytes = await files.document('index.json');
  return bytes && parse(indexSchema, bytes, 'index.json').manifests;
}

/** The list of images as `docker save` writes it. Nothing when there is none. */
export async function readDockerManifest(files: ArchiveFiles): Promise<DockerManifest | undefined> {
  const bytes = await files.document('manifest.json');
  return bytes && parse(dockerManifestSchema, bytes, 'manifest.json');
}

/** Nothing when it is not there, or is the configuration of something else than an image. */
export async function readConfig(files: ArchiveFiles, digest: string): Promise<ImageDescription | undefined> {
  const bytes = await readBlob(files, digest);
  return bytes && parseConfig(bytes, digest);
}

export function parseConfig(bytes: Buffer, name: string): ImageDescription | undefined {
  try {
    return parseImageConfig(bytes.toString('utf8'));
  } catch (cause) {
    throw new ArchiveDamage(`${name} is no JSON`, { cause });
  }
}

async function readJson(files: ArchiveFiles, digest: string): Promise<unknown> {
  const bytes = await readBlob(files, digest);
  return bytes && parse(z.unknown(), bytes, digest);
}

async function readBlob(files: ArchiveFiles, digest: string): Promise<Buffer | undefined> {
  const name = blobName(digest);
  if (!name) throw new ArchiveDamage(`${JSON.stringify(digest)} is no digest`);
  const bytes = await files.document(name);
  if (bytes) assertDigest(bytes, digest);
  return bytes;
}

function assertDigest(bytes: Buffer, digest: string): void {
  const [algorithm = ''] = digest.split(':');
  const actual = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  if (actual !== digest)
    throw new ArchiveDamage(`the document ${digest} is damaged: its digest is ${actual}`);
}

function parse<T>(schema: z.ZodType<T>, bytes: Buffer, name: string): T {
  try {
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw new ArchiveDamage(`${name} is not what it should be`, { cause });
  }
}
