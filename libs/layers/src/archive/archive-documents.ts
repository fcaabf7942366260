import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ArchiveDamage, DocumentDamage } from '../archive-damage.ts';
import { fieldOf, goObject, list, text, texts } from '../go-json.ts';
import { type ImageDescription, parseImageConfig } from '../image-config-schema.ts';
import { type ArchiveFiles, blobName } from './archive-files.ts';

const platformSchema = goObject({ os: text, architecture: text, variant: text, 'os.version': text });

const descriptorSchema = goObject({
  digest: z.string(),
  mediaType: z.string().nullish(),
  platform: platformSchema.nullish(),
  annotations: texts.nullish(),
});

const descriptors = z
  .array(descriptorSchema)
  .nullish()
  .transform((value) => value ?? []);

/** Points to another document, or to a layer, by its digest. */
export type Descriptor = z.infer<typeof descriptorSchema>;
export type Platform = z.infer<typeof platformSchema>;

const indexSchema = goObject({ manifests: descriptors });
const manifestSchema = goObject({ config: descriptorSchema, layers: descriptors });
const dockerManifestSchema = z
  .array(goObject({ Config: z.string(), RepoTags: list, Layers: list }))
  .nullable()
  .transform((value) => value ?? []);

type Manifest = z.infer<typeof manifestSchema>;
export type DockerManifest = z.infer<typeof dockerManifestSchema>;

/** What a descriptor points to: told by what is in it, since the media type may be left out. */
export type Target =
  | { readonly kind: 'index'; readonly manifests: readonly Descriptor[] }
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'other' };

/** Nothing when the archive has no such document. */
export async function readTarget(files: ArchiveFiles, digest: string): Promise<Target | undefined> {
  const bytes = await readBlob(files, digest);
  if (!bytes) return undefined;
  const json = parse(z.unknown(), bytes, digest);
  if (fieldOf(json, 'manifests') !== undefined)
    return { kind: 'index', manifests: parse(indexSchema, bytes, digest).manifests };
  const isManifest = ['config', 'layers'].every((name) => fieldOf(json, name) !== undefined);
  return isManifest
    ? { kind: 'manifest', manifest: parse(manifestSchema, bytes, digest) }
    : { kind: 'other' };
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
    if (cause instanceof ArchiveDamage) throw cause;
    throw new DocumentDamage(`${name} is no JSON`, { cause });
  }
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
    throw new DocumentDamage(`${name} is not what it should be${wrongField(cause)}`, { cause });
  }
}

/** Which field is wrong, and how, when the text is JSON. */
function wrongField(cause: unknown): string {
  const [issue] = cause instanceof z.ZodError ? cause.issues : [];
  if (issue) return `: ${issue.path.join('.') || 'all of it'}: ${issue.message}`;
  return cause instanceof SyntaxError ? ': it is no JSON' : '';
}
