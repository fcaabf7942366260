// Proves that the layout which Docker wrote before OCI's is read as well, from a stream and from a file.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readArchiveFile } from '../src/index.ts';
import { openLayerCache } from '../src/layer-cache.ts';
import { readSaved } from '../src/read-saved.ts';
import { makeTar } from './make-tar.ts';
import { temporaryFolder } from './temporary-folder.ts';

const layer = makeTar([{ name: 'a', content: 'twelve bytes' }]);
const diffId = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
const config = { os: 'linux', config: { User: '7' }, rootfs: { type: 'layers', diff_ids: [diffId, diffId] } };
const archive = makeTar([
  { name: '11/VERSION', content: '1.0' },
  { name: '11/json', content: '{"id":"11"}' },
  { name: '11/layer.tar', content: layer },
  { name: '22/layer.tar', flag: '2', link: '../11/layer.tar' },
  { name: '33.json', content: JSON.stringify(config) },
  {
    name: 'manifest.json',
    content: '[{"Config":"33.json","RepoTags":["old:1"],"Layers":["11/layer.tar","22/layer.tar"]}]',
  },
  { name: 'repositories', content: '{}' },
]);
const layers = [
  { digest: diffId, diffId, unpackedBytes: 12 },
  { digest: diffId, diffId, unpackedBytes: 12 },
];

test('a stream of folders with a layer.tar each is read', async () => {
  const read = await readSaved(Readable.from([archive]), [diffId, diffId], openLayerCache(undefined));

  expect(read.description.config.user).toBe('7');
  expect(read.layers).toMatchObject(layers);
});

test.for([
  ['a file', archive],
  ['a compressed file', gzipSync(archive)],
] as const)('%s of folders with a layer.tar each is read', async ([, bytes]) => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'old.tar');
  await writeFile(path, bytes);

  const read = await readArchiveFile(path);

  expect(read).toMatchObject({ ref: path, config: { user: '7' }, unpackedBytes: 24, layers });
});
