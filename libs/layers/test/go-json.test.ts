// Proves that the documents of an image are read as Go reads them, whole: names in any case, unknown fields left alone,
// everything that a configuration says; and that what cannot be read is told as that.
import { describe, expect, test } from 'vitest';
import { type Files, ociImage, ociLayout, sha256 } from './make-archive.ts';
import { imageOf, layerOf, readArchive } from './read-archive.ts';

const read = (config: object) => readArchive(ociLayout([imageOf('a', { config })]));
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const layer = layerOf('a');

/** As `docker image save` writes it, with this configuration and this list. */
function dockerFiles(config: object, item: object = { Config: 'c.json', Layers: ['l.tar'] }): Files {
  return { 'c.json': json(config), 'l.tar': layer.tar, 'manifest.json': json([item]) };
}

describe('the letters of a name may be large or small', () => {
  test('in a configuration', async () => {
    const { config } = await read({
      Architecture: 'arm',
      VARIANT: 'v7',
      config: { user: '7', CMD: ['a'], env: ['A=1'], exposedports: { '80/tcp': {} }, labels: { a: 'b' } },
    });

    expect(config).toMatchObject({
      architecture: 'arm',
      variant: 'v7',
      user: '7',
      cmd: ['a'],
      env: { A: '1' },
      exposedPorts: ['80/tcp'],
      labels: { a: 'b' },
    });
  });

  test('and of two that are one, the later counts', async () => {
    const { config } = await read({ config: { User: '1', user: '2' } });

    expect(config.user).toBe('2');
  });

  test('in the list of an older archive', async () => {
    const config = { OS: 'linux', Architecture: 'amd64', RootFS: { Diff_Ids: [sha256(layer.tar)] } };
    const item = { config: 'c.json', repotags: ['shop/web:1', null], LAYERS: ['l.tar'] };

    const { layers } = await readArchive(dockerFiles(config, item), { image: 'shop/web:1' });

    expect(layers[0]?.entries[0]?.path).toBe('a');
  });

  test('in an index and a manifest', async () => {
    const { blobs, descriptor } = ociImage({ layers: [layer] });
    const name = `blobs/${descriptor.digest.replace(':', '/')}`;
    const text = (blobs[name] ?? Buffer.alloc(0)).toString();
    const manifest = Buffer.from(text.replace('"config"', '"Config"').replace('"layers"', '"Layers"'));
    const files = {
      ...blobs,
      [`blobs/${sha256(manifest).replace(':', '/')}`]: manifest,
      'index.json': json({
        Manifests: [{ Digest: sha256(manifest), MediaType: 'x', size: 'unknown fields' }],
      }),
    };

    expect((await readArchive(files)).layers).toHaveLength(1);
  });
});

test('everything that a configuration says is read', async () => {
  const { config } = await read({
    created: '2026-11-30T00:00:00Z',
    author: 'me',
    'os.features': ['win32k'],
    docker_version: '28',
    config: {
      OnBuild: ['RUN make'],
      Shell: ['/bin/bash', '-c'],
      StopTimeout: 30,
      ArgsEscaped: true,
      Hostname: '',
      Tty: false,
      Image: 'sha256:parent',
      Unheard: { of: 1 },
    },
  });

  expect(config).toMatchObject({
    author: 'me',
    onBuild: ['RUN make'],
    shell: ['/bin/bash', '-c'],
    stopTimeoutS: 30,
  });
  expect(config.others).toEqual({ ArgsEscaped: 'true', Unheard: '{"of":1}', 'os.features': '["win32k"]' });
});

test('an image without layers may leave their list out', async () => {
  const files = dockerFiles(
    { os: 'linux', architecture: 'amd64', rootfs: { type: 'layers' } },
    { Config: 'c.json' },
  );

  expect((await readArchive(files)).layers).toEqual([]);
});

describe('what cannot be read names the place, and is no matter of a disk or of a missing index', () => {
  const image = ociImage({ layers: [layer] });
  const manifestOf = (value: object): Files => {
    const manifest = json(value);
    return {
      ...image.blobs,
      [`blobs/${sha256(manifest).replace(':', '/')}`]: manifest,
      'index.json': json({ manifests: [{ digest: sha256(manifest) }] }),
    };
  };

  test.each<[string, Files, RegExp]>([
    [
      'a manifest',
      manifestOf({ config: { digest: 7 }, layers: [] }),
      /sha256:\w+ is not what it should be: config\.digest: /,
    ],
    [
      'an index in an index',
      manifestOf({ manifests: [{}] }),
      /is not what it should be: manifests\.0\.digest: /,
    ],
    [
      'the list of an older archive',
      dockerFiles({}, { Layers: [] }),
      /manifest\.json is not what it should be: 0\.Config: /,
    ],
    [
      'a configuration without layers',
      dockerFiles({ os: 'linux' }),
      /"c\.json" names no layers: rootfs\.diff_ids/,
    ],
    [
      'a configuration that is no JSON',
      { ...dockerFiles({}), 'c.json': Buffer.from('{"os"') },
      /c\.json is no JSON/,
    ],
    ['a field', dockerFiles({ rootfs: { diff_ids: [7] } }), /rootfs\.diff_ids\.0 of the configuration: /],
  ])('%s', async (_, files, message) => {
    await expect(readArchive(files)).rejects.toMatchObject({
      code: 'image-archive',
      message: expect.stringMatching(message),
      nextStep: expect.not.stringMatching(/disk|index\.json/),
    });
  });

  test('a configuration that is not there is said to be missing', async () => {
    const { digest = '' } = JSON.parse(
      (image.blobs[`blobs/${image.descriptor.digest.replace(':', '/')}`] ?? '').toString(),
    ).config;
    const files = Object.fromEntries(
      Object.entries(ociLayout([image])).filter(([name]) => name !== `blobs/${digest.replace(':', '/')}`),
    );

    await expect(readArchive(files)).rejects.toThrow(`the configuration ${digest} is not there`);
  });
});
