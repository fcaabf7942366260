// Proves that a configuration and an index are read as Go reads them: null is unset, wherever it stands; what the
// configuration leaves out may stand in the index; and what no engine would take is refused by the name of the field.
import { describe, expect, test } from 'vitest';
import { ociImage, ociLayout } from './make-archive.ts';
import { imageOf, layerOf, readArchive } from './read-archive.ts';

const read = (config: object) => readArchive(ociLayout([imageOf('a', { config })]));

describe('null is unset', () => {
  test.each<[string, object]>([
    ['StopSignal', { config: { StopSignal: null } }],
    ['Healthcheck', { config: { Healthcheck: null } }],
    ['Env', { config: { Env: null } }],
    ['Labels', { config: { Labels: null } }],
    ['the whole of config', { config: null }],
    ['history', { history: null }],
    ['variant', { variant: null }],
  ])('in %s of the configuration', async (_, config) => {
    const image = await read(config);

    expect(image.config).toEqual((await read({})).config);
  });

  test('inside of what is set', async () => {
    const health = { Test: ['CMD', '/check'], Interval: null, Retries: null };
    const { config, history } = await read({
      config: { Healthcheck: health, Labels: { empty: null }, Cmd: ['a', null] },
      history: [{ created_by: 'COPY a', empty_layer: null, comment: null }],
    });

    expect(config).toMatchObject({
      labels: { empty: '' },
      cmd: ['a', ''],
      healthcheck: { test: ['CMD', '/check'], intervalMs: undefined, retries: undefined },
    });
    expect(history).toEqual([{ createdBy: 'COPY a', comment: '', hasLayer: true }]);
  });

  test.each(['platform', 'annotations', 'mediaType'])('in %s of an index', async (field) => {
    const image = imageOf('a');
    const descriptor = { ...image.descriptor, [field]: null };

    const { config } = await readArchive(ociLayout([{ ...image, descriptor }]));

    expect(config.os).toBe('linux');
  });
});

describe('a platform may stand in the index alone', () => {
  const bare = (name: string, platform: object) => {
    const image = imageOf(name, { config: { os: undefined, architecture: undefined } });
    return { ...image, descriptor: { ...image.descriptor, platform } };
  };
  const arm = [
    bare('six', { os: 'linux', architecture: 'arm', variant: 'v6' }),
    bare('seven', { os: 'linux', architecture: 'arm', variant: 'v7' }),
  ];
  const windows = ['10.0.17763.1', '10.0.20348.2'].map((version) =>
    bare(version, { os: 'windows', architecture: 'amd64', 'os.version': version }),
  );

  test('with its variant', async () => {
    const { config, layers } = await readArchive(ociLayout(arm), { platform: 'linux/arm/v7' });

    expect(config).toMatchObject({ os: 'linux', architecture: 'arm' });
    expect(layers[0]?.entries[0]?.path).toBe('seven');
  });

  test('with the version of its system', async () => {
    const platform = 'windows(10.0.20348.2)/amd64';

    const { layers } = await readArchive(ociLayout(windows), { platform });

    expect(layers[0]?.entries[0]?.path).toBe('10.0.20348.2');
  });

  test('and two versions are two platforms to choose from', async () => {
    const reading = readArchive(ociLayout(windows), { platform: 'windows/amd64' });

    await expect(reading).rejects.toMatchObject({
      nextStep: 'choose a platform; there is: windows(10.0.17763.1)/amd64, windows(10.0.20348.2)/amd64',
    });
  });
});

describe('a field of the wrong type is named', () => {
  test.each<[string, object]>([
    ['config.User', { config: { User: 7 } }],
    ['config.Healthcheck.Retries', { config: { Healthcheck: { Retries: '3' } } }],
    ['config.Env.1', { config: { Env: ['A=1', {}] } }],
    ['history.0.empty_layer', { history: [{ empty_layer: 'no' }] }],
  ])('%s', async (field, config) => {
    await expect(read(config)).rejects.toMatchObject({
      code: 'image-archive',
      message: expect.stringContaining(`${field} of the configuration: `),
    });
  });

  test('in an index', async () => {
    const files = ociLayout([ociImage({ layers: [layerOf('a')] })]);
    const index = { ...files, 'index.json': Buffer.from('{"manifests": [{"digest": 7}]}') };

    await expect(readArchive(index)).rejects.toThrow(
      /index\.json is not what it should be: manifests\.0\.digest: /,
    );
  });
});
