// Proves that what an engine sends is read to its end, whatever stands between the layers of the image.
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openLayerCache } from '../src/layer-cache.ts';
import { readSaved } from '../src/read-saved.ts';
import { ociImage, ociLayout, sha256, tarOf } from './make-archive.ts';
import { makeTar } from './make-tar.ts';

const CHUNK_BYTES = 1000;
const decompress = promisify(gunzip);
const noise = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * index * 7919) % 251));
const layer = makeTar([{ name: 'a', content: noise }]);
const files = ociLayout([ociImage({ layers: [{ tar: layer }] })]);

function read(archive: Buffer) {
  const chunks = Array.from({ length: Math.ceil(archive.length / CHUNK_BYTES) }, (_, index) =>
    Buffer.from(archive.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)),
  );
  return readSaved(Readable.from(chunks), [sha256(layer)], openLayerCache(undefined));
}

test.for<[string, Buffer]>([
  ['compressed, and no tar', gzipSync(Buffer.concat([Buffer.alloc(1024, 'x'), noise]))],
  ['compressed and cut off', gzipSync(noise).subarray(0, 20_000)],
  ['a tar with a broken entry', makeTar([{ name: 'b', content: noise }, { checksum: '000000\0 ' }])],
  ['text', Buffer.from('{"no": "configuration"}')],
  ['almost text', Buffer.from('{"no": ')],
  ['empty', Buffer.alloc(0)],
])('a blob of something else, %s, does not get in the way of the next', async ([, other]) => {
  const archive = tarOf({ 'blobs/sha256/00': other, ...files });

  const { layers } = await read(archive);

  expect(layers.map(({ diffId }) => diffId)).toEqual([sha256(layer)]);
});

// Found by `npm run fuzz:layers`: the error came up where nobody was left to catch it.
test('a layer that ends before its blob, which is cut off, is refused', async () => {
  const blob = gzipSync(makeTar([]));
  const header = makeTar([{ name: 'blobs/sha256/00', format: 'gnu', size: 2 ** 33 }], { isOpen: true });
  async function* archive() {
    yield Buffer.concat([header, blob, Buffer.alloc(4000)]);
    for (let turn = 0; turn < 20; turn++) await decompress(blob); // by then the layer has been decompressed as well
  }

  await expect(readSaved(archive(), [sha256(layer)], openLayerCache(undefined))).rejects.toThrow(
    /cut off at byte/,
  );
  await decompress(blob); // it would have come up by now
});
