import type { ImageContents, LayerEntry } from '@drydock/layers';

type MadeEntry = Partial<LayerEntry> & Pick<LayerEntry, 'path'>;

/** The contents of an image that nobody built, for what is decided from them alone. */
export function makeContents(
  layers: readonly (readonly MadeEntry[])[],
  config: Partial<ImageContents['config']> = {},
): ImageContents {
  const made = layers.map((entries, index) => {
    const complete = entries.map((entry): LayerEntry => {
      return { type: 'file', size: 0, mode: 0o644, uid: 0, gid: 0, ...entry };
    });
    const unpackedBytes = complete.reduce((sum, { size }) => sum + size, 0);
    const id = `sha256:${index}`;
    return {
      digest: id,
      diffId: id,
      unpackedBytes,
      transferBytes: Math.ceil(unpackedBytes / 2),
      entries: complete,
    };
  });
  return {
    ref: 'shop/web:1.4',
    id: 'sha256:0',
    layers: made,
    history: made.map((_, index) => ({
      createdBy: `COPY ${index} / # buildkit`,
      comment: '',
      hasLayer: true,
    })),
    unpackedBytes: made.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0),
    transferBytes: made.reduce((sum, { transferBytes }) => sum + transferBytes, 0),
    config: {
      os: 'linux',
      architecture: 'amd64',
      user: '',
      workingDir: '',
      entrypoint: [],
      cmd: [],
      env: {},
      exposedPorts: [],
      volumes: [],
      labels: {},
      stopSignal: undefined,
      healthcheck: undefined,
      ...config,
    },
  };
}
