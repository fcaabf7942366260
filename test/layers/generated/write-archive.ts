import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { GeneratedImage, Layer, Step } from './model.ts';

const BLOCK_BYTES = 512;

interface Blob {
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface WrittenImage extends GeneratedImage {
  /** What a registry would send: each blob once. */
  readonly transferBytes: number;
}

/** Writes images into one archive that every engine loads, and says what each weighs. */
export function writeArchive(path: string, images: readonly GeneratedImage[]): WrittenImage[] {
  const blobs = new Map<string, Buffer>();
  const keep = (bytes: Buffer): Blob => {
    const digest = sha256(bytes);
    blobs.set(`blobs/sha256/${digest}`, bytes);
    return { digest: `sha256:${digest}`, bytes };
  };
  const described = images.map((image) => describeImage(image, keep));
  const documents: [string, Buffer][] = [
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
    ['index.json', json({ schemaVersion: 2, manifests: described.map(({ descriptor }) => descriptor) })],
    ['manifest.json', json(described.map(({ item }) => item))],
  ];
  const members = [...blobs, ...documents].flatMap(([name, bytes]) => [
    header({ name, size: bytes.length }),
    padded(bytes),
  ]);
  writeFileSync(path, Buffer.concat([...members, Buffer.alloc(2 * BLOCK_BYTES)]));
  return described.map(({ transferBytes }, index) => ({
    ...(images[index] as GeneratedImage),
    transferBytes,
  }));
}

const OCI = 'application/vnd.oci.image';

function describeImage({ name, layers }: GeneratedImage, keep: (bytes: Buffer) => Blob) {
  const tars = layers.map(layerTar);
  const stored = tars.map((tar) => keep(gzipSync(tar)));
  const config = keep(
    json({
      os: 'linux',
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      config: { Cmd: ['/none'] },
      rootfs: { type: 'layers', diff_ids: tars.map((tar) => `sha256:${sha256(tar)}`) },
      history: tars.map((_, index) => ({ created_by: `layer ${index + 1}` })),
    }),
  );
  const manifest = keep(
    json({
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: descriptor(config, 'config.v1+json'),
      layers: stored.map((blob) => descriptor(blob, 'layer.v1.tar+gzip')),
    }),
  );
  const inArchive = ({ digest }: Blob) => `blobs/${digest.replace(':', '/')}`;
  const [, tag = ''] = name.split(':');
  return {
    transferBytes: new Map(stored.map(({ digest, bytes }) => [digest, bytes.length]))
      .values()
      .reduce((a, b) => a + b, 0),
    descriptor: {
      ...descriptor(manifest, 'manifest.v1+json'),
      annotations: {
        'io.containerd.image.name': `docker.io/${name}`,
        'org.opencontainers.image.ref.name': tag,
      },
    },
    item: { Config: inArchive(config), RepoTags: [name], Layers: stored.map(inArchive) },
  };
}

function descriptor({ digest, bytes }: Blob, type: string) {
  return { mediaType: `${OCI}.${type}`, digest, size: bytes.length };
}

/** As tar programs write it. */
function layerTar(layer: Layer): Buffer {
  return Buffer.concat([...layer.flatMap(members), Buffer.alloc(2 * BLOCK_BYTES)]);
}

const FLAGS = { file: '0', 'hard link': '1', symlink: '2', folder: '5', pipe: '6' } as const;

function members(step: Step): Buffer[] {
  if (step.kind === 'removal') return named({ name: marker(step.path, '.wh.'), size: 0 });
  const content = Buffer.from(step.kind === 'file' ? step.content : '');
  const link = step.kind === 'symlink' || step.kind === 'hard link' ? step.target : '';
  const name = step.kind === 'folder' ? `${step.path}/` : step.path;
  const attributes = 'attributes' in step ? Object.entries(step.attributes) : [];
  const records = attributes.map(([key, value]): [string, Buffer] => {
    return [`SCHILY.xattr.${key}`, Buffer.from(value, 'latin1')];
  });
  const flag = step.kind === 'device' ? step.flag : FLAGS[step.kind];
  const isOpaque = step.kind === 'folder' && step.isOpaque;
  return [
    ...named({ ...step, name, size: content.length, flag, link }, records),
    padded(content),
    ...(isOpaque ? named({ name: `${step.path}/.wh..wh..opq`, size: 0 }) : []),
  ];
}

/** A header with one before it that has room for long names and for what no field is for. */
function named(fields: HeaderFields, more: readonly [string, Buffer][] = []): Buffer[] {
  const { name, link = '' } = fields;
  const links: [string, Buffer][] = link === '' ? [] : [['linkpath', Buffer.from(link)]];
  const records: [string, Buffer][] = [['path', Buffer.from(name)], ...links, ...more];
  const pax = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
  return [header({ name: 'PaxHeaders', size: pax.length, flag: 'x' }), padded(pax), header(fields)];
}

/** The name of a file that stands for the removal of another. */
function marker(path: string, prefix: string): string {
  const names = path.split('/');
  return [...names.slice(0, -1), `${prefix}${names.at(-1)}`].join('/');
}

interface HeaderFields {
  readonly name: string;
  readonly size: number;
  readonly flag?: string;
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly time?: number;
  readonly major?: number;
  readonly minor?: number;
}

function header(fields: HeaderFields): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, bytes: number) =>
    block.write(value.toString(8).padStart(bytes - 1, '0'), at, 'latin1');
  Buffer.from(fields.name).subarray(0, 100).copy(block, 0);
  octal(fields.mode ?? 0o644, 100, 8);
  octal(fields.uid ?? 0, 108, 8);
  octal(fields.gid ?? 0, 116, 8);
  octal(fields.size, 124, 12);
  octal(fields.time ?? 0, 136, 12);
  block.write(fields.flag ?? '0', 156, 'latin1');
  Buffer.from(fields.link ?? '')
    .subarray(0, 100)
    .copy(block, 157);
  block.write('ustar\x0000', 257, 'latin1');
  octal(fields.major ?? 0, 329, 8);
  octal(fields.minor ?? 0, 337, 8);
  block.fill(' ', 148, 156);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((BLOCK_BYTES - (bytes.length % BLOCK_BYTES)) % BLOCK_BYTES)]);
}

/** `<length> <key>=<value>`, the length counting itself. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
