// Proves that the bytes which a real image wastes are counted.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageContents } from '../src/index.ts';
import { readImage, wastedBytes } from '../src/index.ts';
import { makeImage, type TestImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';

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
