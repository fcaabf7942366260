import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeTar } from './make-tar.ts';

/** The files of an archive, by name. */
export type Files = Readonly<Record<string, Buffer>>;

export interface LayerBlob {
  /** Uncompressed. */
  readonly tar: Buffer;
  /** As it is in the archive: by gzip when unset. */
  readonly stored?: Buffer;
  readonly mediaType?: string;
}

export interface ImageParts {
  readonly layers: readonly LayerBlob[];
  /** Added to the configuration. */
  readonly config?: object;
  readonly architecture?: string;
  /** Instead of those of the layers. */
  readonly diffIds?: readonly string[];
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: object;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ArchivedParts {
  readonly descriptor: Descriptor;
  readonly blobs: Files;
}

const OCI = 'application/vnd.oci.image';

export function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A blob under the name that an OCI layout gives it. */
export function blob(bytes: Buffer, mediaType: string): ArchivedParts {
  const digest = sha256(bytes);
  return {
    descriptor: { mediaType, digest, size: bytes.length },
    blobs: { [`blobs/${digest.replace(':', '/')}`]: bytes },
  };
}

function document(value: object, mediaType: string): ArchivedParts {
  return blob(Buffer.from(JSON.stringify(value)), mediaType);
}

/** An image: its layers, its configuration and its manifest. */
export function ociImage({ layers, config, architecture = 'amd64', diffIds }: ImageParts): ArchivedParts {
  const stored = layers.map(({ tar, stored, mediaType }) => {
    return blob(stored ?? gzipSync(tar), mediaType ?? `${OCI}.layer.v1.tar+gzip`);
  });
  const configuration = document(
    {
      os: 'linux',
      architecture,
      config: {},
      rootfs: { type: 'layers', diff_ids: diffIds ?? layers.map(({ tar }) => sha256(tar)) },
      ...config,
    },
    `${OCI}.config.v1+json`,
  );
  const manifest = document(
    {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: configuration.descriptor,
      layers: stored.map(({ descriptor }) => descriptor),
    },
    `${OCI}.manifest.v1+json`,
  );
  return {
    descriptor: { ...manifest.descriptor, platform: { os: 'linux', architecture } },
    blobs: Object.assign({}, manifest.blobs, configuration.blobs, ...stored.map(({ blobs }) => blobs)),
  };
}

/** Several images, or whatever else, in one index. */
export function ociIndex(parts: readonly ArchivedParts[]): ArchivedParts {
  const manifests = parts.map(({ descriptor }) => descriptor);
  const index = document({ schemaVersion: 2, manifests }, `${OCI}.index.v1+json`);
  return {
    descriptor: index.descriptor,
    blobs: Object.assign({}, index.blobs, ...parts.map(({ blobs }) => blobs)),
  };
}

export function named(parts: ArchivedParts, name: string): ArchivedParts {
  const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': 'local' };
  return { ...parts, descriptor: { ...parts.descriptor, annotations } };
}

/** The files of an OCI layout. */
export function ociLayout(images: readonly ArchivedParts[]): Files {
  const manifests = images.map(({ descriptor }) => descriptor);
  return {
    ...Object.assign({}, ...images.map(({ blobs }) => blobs)),
    'oci-layout': Buffer.from('{"imageLayoutVersion":"1.0.0"}'),
    'index.json': Buffer.from(JSON.stringify({ schemaVersion: 2, manifests })),
  };
}

export function tarOf(files: Files): Buffer {
  return makeTar(Object.entries(files).map(([name, content]) => ({ name, content })));
}

export async function writeFolder(folder: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
