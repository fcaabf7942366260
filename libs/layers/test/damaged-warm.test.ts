// Proves that an archive which is damaged in any way is refused, or read, with a full cache as it is with none.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openRandom, type Random } from '../fuzz/random.ts';
import { readArchiveFile } from '../src/index.ts';
import { type Files, ociImage, ociLayout, sha256, tarOf } from './make-archive.ts';
import { makeTar } from './make-tar.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DAMAGES = 40;
const layers = ['a', 'b', 'c'].map((name) => ({ tar: makeTar([{ name, content: name.repeat(700) }]) }));

/** As `docker image save` wrote it before OCI: nothing has a digest. */
function oldLayout(store: (tar: Buffer) => Buffer): Files {
  const names = layers.map((_, index) => `${index}/layer.tar`);
  const json = (value: object) => Buffer.from(JSON.stringify(value));
  return {
    'c.json': json({
      os: 'linux',
      architecture: 'amd64',
      rootfs: { diff_ids: layers.map(({ tar }) => sha256(tar)) },
    }),
    'manifest.json': json([{ Config: 'c.json', Layers: names }]),
    ...Object.fromEntries(layers.map(({ tar }, index) => [names[index], store(tar)])),
  };
}

/** Takes a file out, puts another in its place, or changes a bit, the end or a digest of it. */
function damage(files: Files, random: Random): Files {
  const names = Object.keys(files);
  const [one, other] = [random.pick(names), random.pick(names)];
  const bytes = files[one] ?? Buffer.alloc(0);
  const text = bytes.toString('latin1');
  const flipped = Buffer.from(bytes);
  flipped[random.below(bytes.length)] = random.below(256);
  const changes: readonly Files[] = [
    Object.fromEntries(Object.entries(files).filter(([name]) => name !== one)),
    { ...files, [one]: files[other] ?? bytes, [other]: bytes },
    { ...files, [one]: flipped },
    { ...files, [one]: bytes.subarray(0, random.below(bytes.length)) },
    { ...files, [one]: Buffer.concat([bytes, random.bytes(600)]) },
    { ...files, [one]: Buffer.from(text.replace(/linux|amd64/, 'plan9'), 'latin1') },
    { ...files, [one]: Buffer.from(text.replace(/([0-9a-f]{9})([0-9a-f]{50})/, '$2$1'), 'latin1') },
  ];
  return random.pick(changes);
}

test.for<[string, Files]>([
  ['an OCI archive', ociLayout([ociImage({ layers })])],
  [
    'an OCI archive of plain layers',
    ociLayout([ociImage({ layers: layers.map(({ tar }) => ({ tar, stored: tar })) })]),
  ],
  ['an older archive', oldLayout((tar) => tar)],
  ['an older archive of compressed layers', oldLayout(gzipSync)],
])('%s, damaged in forty ways', async ([, files]) => {
  await using folder = await temporaryFolder();
  const random = openRandom(7);
  const path = join(folder.path, 'archive.tar');
  const read = async (cacheDir?: string) => {
    const reading = readArchiveFile(path, { cacheDir });
    return reading.then(({ layers: all, config }) => JSON.stringify({ all, config })).catch(() => 'refused');
  };
  await writeFile(path, tarOf(files));
  await read(folder.path);

  const told: string[] = [];
  for (let count = 0; count < DAMAGES; count++) {
    await writeFile(path, tarOf(damage(files, random)));
    const cold = await read();
    told.push(cold);
    expect(await read(folder.path), `damage ${count}`).toBe(cold);
  }

  expect(told.filter((one) => one === 'refused').length).toBeGreaterThan(DAMAGES / 4);
});
