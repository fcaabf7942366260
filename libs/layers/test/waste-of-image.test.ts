// Proves that the bytes which a real image wastes are counted.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageContents } from '../src/index.ts';
import { readArchiveFile, readImage, wastedBytes } from '../src/index.ts';
import { makeImage, ownText, type TestImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('a real image', { tags: 'thorough' }, () => {
  let image: ImageContents;
  let built: TestImage;
  beforeAll(async () => {
    const engine = await openTestEngine();
    built = await makeImage(
      engine,
      `FROM debian:trixie-slim AS made
       RUN mkdir --parents /rootfs/d /rootfs/links && cd /rootfs && \\
           head --bytes=1000 /dev/urandom | tee changed owned removed d/one d/two > replaced && \\
           head --bytes=3000 /dev/urandom > links/a && ln links/a links/b
       FROM debian:trixie-slim
       COPY --from=made /rootfs/ /x/
       RUN chmod 600 /x/changed
       RUN chown 1:1 /x/owned && rm /x/removed && echo short > /x/replaced
       RUN rm --recursive /x/d && mkdir /x/d && echo new > /x/d/one
       RUN rm /x/links/a
       RUN rm --recursive /x/links`,
    );
    image = await readImage(engine, built.ref);
  }, 120_000);
  afterAll(() => built?.[Symbol.asyncDispose]());

  test('wastes what its layers changed, repeated and removed', () => {
    const files = wastedBytes(image)
      .files.filter(({ path }) => path.startsWith('x/'))
      .map(({ path, bytes, layer: own, how, lostIn }) => `${own} ${path} ${bytes} ${how} in ${lostIn}`);

    expect(files).toEqual([
      '1 x/links/a 3000 removed in 6',
      '1 x/changed 1000 repeated in 2',
      expect.stringMatching(/^1 x\/d\/one 1000 (?:replaced|removed) in 4$/),
      '1 x/d/two 1000 removed in 4',
      '1 x/owned 1000 repeated in 3',
      '1 x/removed 1000 removed in 3',
      '1 x/replaced 1000 replaced in 3',
    ]);
  });
});

describe('an image that has one layer twice, with another between', { tags: 'thorough' }, () => {
  const dockerfile = `FROM scratch
COPY --link one /a
COPY --link other /a
COPY --link one /a
`;
  const files = { one: ownText(30_000), other: ownText(20_000) };
  let engine: Engine;
  beforeAll(async () => {
    engine = await openTestEngine();
  });

  /** What every way to read it has to say, whatever a layer weighs compressed. */
  function expectOnce(image: ImageContents): void {
    const [one, other, again] = image.layers.map(({ transferBytes }) => transferBytes);
    expect(again).toBe(one);
    expect(image.transferBytes).toBe((one ?? 0) + (other ?? 0));
    expect(image.unpackedBytes).toBe(80_000);
    const wasted = wastedBytes(image).files.map(({ bytes, layer, how, lostIn }) => [
      bytes,
      layer,
      how,
      lostIn,
    ]);
    expect(wasted).toEqual([
      [30_000, 0, 'replaced', 1],
      [20_000, 1, 'replaced', 2],
    ]);
  }

  test('sends it once and wastes what is hidden, in the engine and in an archive of it', async () => {
    await using folder = await temporaryFolder();
    await using built = await makeImage(engine, dockerfile, { files });
    const archive = join(folder.path, 'saved.tar');
    await runDocker(engine, ['image', 'save', '--output', archive, built.ref]);

    expectOnce(await readImage(engine, built.ref));
    expectOnce(await readArchiveFile(archive));
  });

  test('does so in an OCI archive and in its folder', async () => {
    await using folder = await temporaryFolder();
    for (const [name, text] of Object.entries({ ...files, Dockerfile: dockerfile }))
      await writeFile(join(folder.path, name), text);
    const [archive, layout] = [join(folder.path, 'oci.tar'), join(folder.path, 'oci')];
    for (const output of [`type=oci,dest=${archive}`, `type=oci,tar=false,dest=${layout}`]) {
      const args = ['buildx', 'build', '--provenance=false', '--output', output, folder.path];
      expect(await runDocker(engine, args)).toMatchObject({ exitCode: 0 });
    }

    expectOnce(await readArchiveFile(archive));
    expectOnce(await readArchiveFile(layout));
  });
});
