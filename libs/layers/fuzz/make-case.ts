import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  type ArchivedParts,
  blob,
  type Files,
  type LayerBlob,
  named,
  ociImage,
  ociIndex,
  ociLayout,
  tarOf,
} from '../test/make-archive.ts';
import { ODDITIES, oddLayer, REMOVING_LAYER } from '../test/odd-layer.ts';
import { mutate } from './mutate.ts';
import type { Random } from './random.ts';

const SMALL = ODDITIES.filter(({ what }) => what !== 'a file of many blocks');
const JSON_VALUES = [
  'null',
  '-1',
  '[]',
  '{}',
  '""',
  '1e999',
  '"sha256:x"',
  `"${'x'.repeat(5000)}"`,
  '['.repeat(20_000),
  `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
];

const DEEP = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown;
const CONFIGS = [
  { config: { Env: ['', '=', 'A', 'A=1', '__proto__=1'], Labels: { __proto__: 'x', a: 'b' }, Volumes: {} } },
  { config: null, history: null, os: null, architecture: null },
  { config: { Healthcheck: { Test: ['NONE'], Interval: -1 }, ExposedPorts: { '80/tcp': DEEP }, User: null } },
  { history: [{ created_by: 'x'.repeat(100_000) }, { empty_layer: true }], variant: 'v8' },
  { config: DEEP },
  { rootfs: { diff_ids: [] } },
  { history: 7 },
];

/** The bytes of an archive in which something is wrong. */
export function makeCase(random: Random): Buffer {
  const layers = Array.from({ length: 1 + random.below(3) }, () => makeLayer(random));
  const image = ociImage({ layers, ...(random.oneIn(6) ? { config: random.pick(CONFIGS) } : {}) });
  const images: ArchivedParts[] = [image];
  if (random.oneIn(20))
    images.push(named(ociImage({ layers: [makeLayer(random)] }), 'docker.io/library/b:1'));
  if (random.oneIn(4)) images[0] = ociIndex([image, blob(Buffer.from('{"in-toto":1}'), 'application/json')]);
  let files: Files = ociLayout(images);
  if (random.oneIn(6)) files = asDockerArchive(files, layers);
  if (random.oneIn(6)) files = withChangedFile(files, random);
  const tar = tarOf(files);
  const changed = random.oneIn(6) ? mutate(tar, random) : tar;
  const stored = random.pick([(bytes: Buffer) => bytes, gzipSync, zstdCompressSync])(changed);
  return random.oneIn(12) ? mutate(stored, random) : stored;
}

/** Its digest is right, so that its content is looked at. */
function makeLayer(random: Random): LayerBlob {
  const some = SMALL.filter(() => random.oneIn(3));
  const tar = random.oneIn(5) ? REMOVING_LAYER : oddLayer(some);
  const changed = random.oneIn(5) ? tar : mutate(tar, random);
  const stored = random.pick([(bytes: Buffer) => bytes, gzipSync, zstdCompressSync])(changed);
  return { tar: changed, stored: random.oneIn(6) ? mutate(stored, random) : stored };
}

/** Without an index of OCI's, and with Docker's list. */
function asDockerArchive(files: Files, layers: readonly LayerBlob[]): Files {
  const names = Object.keys(files).filter((name) => name.startsWith('blobs/'));
  const config = names.find((name) => files[name]?.includes('"diff_ids"')) ?? '';
  const { 'index.json': _, ...rest } = files;
  const list = [{ Config: config, RepoTags: ['a:1'], Layers: names.slice(-layers.length) }];
  return { ...rest, 'manifest.json': Buffer.from(JSON.stringify(list)) };
}

/** One document or blob of the archive becomes another. */
function withChangedFile(files: Files, random: Random): Files {
  const name = random.pick(Object.keys(files));
  const bytes = Buffer.from(files[name] ?? '');
  if (bytes[0] !== '{'.charCodeAt(0) || random.oneIn(4)) return { ...files, [name]: mutate(bytes, random) };
  const text = bytes.toString();
  const values = [...text.matchAll(/"[^"]*"(?!:)|\d+|\[[^[\]]*\]|\{[^{}]*\}/g)];
  if (values.length === 0) return { ...files, [name]: Buffer.alloc(0) };
  const value = random.pick(values);
  const from = value.index;
  const changed = text.slice(0, from) + random.pick(JSON_VALUES) + text.slice(from + value[0].length);
  return { ...files, [name]: Buffer.from(changed) };
}
