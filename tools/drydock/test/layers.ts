import type { Layer, LayerEntry } from '@drydock/layers';

/** Layers with the given files, each written as `path`, `path size`, or `-path` for one that is removed. */
export function layersOf(...layers: readonly (readonly string[])[]): { layers: Layer[] } {
  return {
    layers: layers.map((files, index) => {
      const entries = files.map(entryOf);
      const unpackedBytes = entries.reduce((sum, { size }) => sum + size, 0);
      const digest = `sha256:${index}`;
      return { digest, diffId: digest, transferBytes: unpackedBytes, unpackedBytes, entries };
    }),
  };
}

function entryOf(text: string): LayerEntry {
  const [name = '', size = '0'] = text.split(' ');
  const path = name.replace(/^-|\/$/g, '');
  const type = name.startsWith('-') ? 'whiteout' : name.endsWith('/') ? 'directory' : 'file';
  return { path, type, size: Number(size), mode: type === 'directory' ? 0o755 : 0o644, uid: 0, gid: 0 };
}
