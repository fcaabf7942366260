// One run of the benchmark: reads the images, with the cache in the folder that is its argument, and prints figures.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

export interface Measured {
  readonly openMs: number;
  readonly readMs: number;
  readonly peakBytes: number;
  readonly unpackedBytes: number;
  readonly transferBytes: number;
  readonly entries: number;
}

const IMAGES = ['drydock/image-gallery:local', 'drydock/access-log:local', 'drydock/image-of-the-day:local'];

enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/drydock')); // as the command line does
const { openEngine } = await import('@drydock/engine');
const { readImage } = await import('../src/index.ts');

const started = performance.now();
const engine = await openEngine({ env: process.env, onProgress: () => undefined });
const opened = performance.now();
const [, , cacheDir] = process.argv;
const images = await Promise.all(IMAGES.map((ref) => readImage(engine, ref, { cacheDir })));
const ended = performance.now();

const sum = (of: (image: (typeof images)[number]) => number) =>
  images.reduce((total, image) => total + of(image), 0);
const measured: Measured = {
  openMs: opened - started,
  readMs: ended - opened,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  unpackedBytes: sum((image) => image.unpackedBytes),
  transferBytes: sum((image) => image.transferBytes),
  entries: sum((image) => image.layers.reduce((count, layer) => count + layer.entries.length, 0)),
};
console.log(JSON.stringify(measured));
