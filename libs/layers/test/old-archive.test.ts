// Proves that the layout which Docker wrote before OCI's is read as well.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { readArchive } from '../src/read-archive.ts';

interface File {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly linkname?: string;
}

async function tarOf(files: readonly File[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content = '', linkname } of files) {
    if (linkname) tar.entry({ name, type: 'symlink', linkname });
    else tar.entry({ name }, content);
  }
  tar.finalize();
  return Buffer.concat((await Readable.from(tar).toArray()) as Buffer[]);
}

test('an archive of folders with a layer.tar each is read', async () => {
  const layer = await tarOf([{ name: 'a', content: 'twelve bytes' }]);
  const diffId = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
  const config = {
    os: 'linux',
    config: { User: '7' },
    rootfs: { type: 'layers', diff_ids: [diffId, diffId] },
  };
  const archive = await tarOf([
    { name: '11/VERSION', content: '1.0' },
    { name: '11/json', content: '{"id":"11"}' },
    { name: '11/layer.tar', content: layer },
    { name: '22/layer.tar', linkname: '../11/layer.tar' },
    { name: '33.json', content: JSON.stringify(config) },
    { name: 'manifest.json', content: '[{"Config":"33.json","Layers":["11/layer.tar","22/layer.tar"]}]' },
    { name: 'repositories', content: '{}' },
  ]);

  const { description, layers } = await readArchive(Readable.from([archive]), {
    diffIds: [diffId, diffId],
    knownLayer: async () => undefined,
    onLayer: async () => undefined,
  });

  expect(description.config.user).toBe('7');
  expect(layers).toMatchObject([
    { digest: diffId, diffId, unpackedBytes: 12 },
    { digest: diffId, diffId, unpackedBytes: 12 },
  ]);
});
