// Proves that an image of the engine is the same in whatever way it is read, and that its own folder is the first.
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readArchiveFile, readImage } from '../src/index.ts';
import { proxyEngine } from './engine-proxy.ts';
import { makeImage, ownText, type TestImage } from './make-image.ts';
import { openTestEngine } from './open-test-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

let engine: Engine;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 });

beforeAll(async () => {
  engine = await openTestEngine();
});

describe('an image in the engine', () => {
  const dockerfile = 'FROM scratch\nCOPY a /a\nCOPY b /b\n';
  const files = { a: ownText(3000), b: ownText(2000) };
  let image: TestImage;
  beforeAll(async () => {
    image = await makeImage(engine, dockerfile, { files });
  });
  afterAll(() => image?.[Symbol.asyncDispose]());

  test('is the same from its own folder, as it sends it, and through its client', async () => {
    await using showing = await proxyEngine(engine, { showsStore: true });
    await using hiding = await proxyEngine(engine);

    const sent = await readImage(hiding.engine, image.ref);
    const fromFolder = await readImage(showing.engine, image.ref);
    const byClient = await readImage({ ...engine, host: 'ssh://by-client-only' }, image.ref);

    expect(fromFolder).toEqual(sent);
    expect(byClient).toEqual(sent);
    expect(hiding.asked.some((path) => path.endsWith('/get'))).toBe(true);
    const isExported = showing.asked.some((path) => path.endsWith('/get'));
    expect(isExported).toBe(engine.store !== 'containerd');
  });

  test('is the same as in the archive that the engine saves', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'saved.tar');
    await runDocker(engine, ['image', 'save', '--output', path, image.ref]);

    const saved = await readArchiveFile(path, { image: image.ref });

    expect(saved).toEqual(await readImage(engine, image.ref));
  });
});
