// Proves that an image from sources which only their owner may read, as umask 077 leaves them, holds nothing that its
// own user may not read. That all else is the same too: reproducible.test.ts, and `build --reproducible --times 5`.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { effectiveFiles, readImage } from '@drydock/layers';
import { expect, test, vi } from 'vitest';
import { editedCopy } from '../support/edited-copy.ts';
import { openTestEngine } from '../support/services.ts';
import { trackedFiles } from '../tidy/tracked-files.ts';

vi.setConfig({ testTimeout: 300_000 });

const JAVA = 'apps/image-of-the-day';
/** With another mode, they would have Maven download everything again. */
const OF_THE_LIBRARIES = /\/(pom\.xml|\.mvn\/.*)$/;
const READABLE_BY_ALL = 0o444;

test('of the Java service, plain and fast', async () => {
  const engine = await openTestEngine();
  await using copy = editedCopy(engine);
  const sources = trackedFiles().filter((file) => file.startsWith(JAVA) && !OF_THE_LIBRARIES.test(file));
  for (const file of sources) chmodSync(join(copy.folder, file), 0o600);

  await copy.build(['image-of-the-day', 'image-of-the-day-fast']);

  const images = await copy.images();
  expect(images).toHaveLength(2);
  for (const [name = ''] of images) {
    const files = effectiveFiles(await readImage(engine, name));
    const closed = [...files.values()].filter(({ mode }) => (mode & READABLE_BY_ALL) !== READABLE_BY_ALL);
    expect(closed.map(({ path }) => path)).toEqual([]);
  }
});
