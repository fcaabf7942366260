import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { type Engine, requestEngine, runDocker } from '@drydock/engine';
import { effectiveFiles, type ImageContents, readArchiveFile, readImage, wastedBytes } from '@drydock/layers';
import { seeded } from '../../support/seeded.ts';
import { drawImage } from './draw-image.ts';
import { countBytes, layOver } from './lay-over.ts';
import { listExported, listMeant, listRead } from './listed.ts';
import { type WrittenImage, writeArchive } from './write-archive.ts';

export interface Judging {
  readonly count: number;
  readonly seed: string;
  readonly onProgress?: (done: number) => void;
}

/** Something that was read otherwise than it is. */
export interface Difference {
  readonly image: number;
  readonly what: string;
}

const IN_ONE_ARCHIVE = 50;
const AT_ONCE = 4;

/** Generates images, lets the engine load them, and compares what Drydock reads with what the engine's containers have. */
export async function judgeImages(
  engine: Engine,
  { count, seed, onProgress = () => undefined }: Judging,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (let first = 0; first < count; first += IN_ONE_ARCHIVE) {
    const numbers = Array.from(
      { length: Math.min(IN_ONE_ARCHIVE, count - first) },
      (_, index) => first + index,
    );
    await using loaded = await loadImages(engine, numbers, seed);
    const waiting = [...loaded.images.entries()];
    let done = first;
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, image] = next;
        const found = await judge(engine, loaded.archive, image).catch((error: unknown) => [`${error}`]);
        differences.push(...found.map((what) => ({ image: numbers[index] ?? 0, what })));
        done += 1;
        onProgress(done);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
  return differences.sort((a, b) => a.image - b.image);
}

interface LoadedImages extends AsyncDisposable {
  readonly archive: string;
  readonly images: readonly WrittenImage[];
}

async function loadImages(engine: Engine, numbers: readonly number[], seed: string): Promise<LoadedImages> {
  const folder = mkdtempSync(join(tmpdir(), `drydock-generated-${process.pid}-`));
  const archive = join(folder, 'images.tar');
  const repository = `drydock-generated/${randomBytes(4).toString('hex')}`;
  const images = writeArchive(
    archive,
    numbers.map((number) => drawImage(`${repository}:${number}`, seeded(`${seed} ${number}`))),
  );
  const dispose = async () => {
    await runDocker(engine, ['image', 'rm', '--force', ...images.map(({ name }) => name)]);
    rmSync(folder, { recursive: true });
  };
  const { exitCode, stderr } = await runDocker(engine, ['image', 'load', '--quiet', '--input', archive]);
  if (exitCode === 0) return { archive, images, [Symbol.asyncDispose]: dispose };
  await dispose();
  throw new Error(`the engine does not load the images ${numbers[0]} and following: ${stderr}`);
}

async function judge(engine: Engine, archive: string, image: WrittenImage): Promise<string[]> {
  const [read, inArchive, exported] = await Promise.all([
    readImage(engine, image.name),
    readArchiveFile(archive, { image: image.name }),
    exportImage(engine, image.name),
  ]);
  const files = listRead(effectiveFiles(read));
  return [
    ...compare('docker export', listExported(exported), 'read', files),
    ...compare('meant', listMeant(layOver(image.layers)), 'read', files),
    ...compare('the archive', listRead(effectiveFiles(inArchive)), 'the engine', files),
    ...compare('meant', attributesMeant(image), 'read', attributesRead(read)),
    ...figures(image, read, 'of the engine'),
    ...figures(image, inArchive, 'of the archive'),
  ];
}

function figures(image: WrittenImage, read: ImageContents, where: string): string[] {
  const counted = { ...countBytes(image), transfer: image.transferBytes };
  const { unpackedBytes: unpacked, transferBytes: transfer } = read;
  const told = { unpacked, wasted: wastedBytes(read).bytes, transfer };
  return isDeepStrictEqual(counted, told)
    ? []
    : [`counted ${JSON.stringify(counted)}, ${where} ${JSON.stringify(told)}`];
}

/** Of every entry of every layer: an export leaves most of them out. */
function attributesMeant({ layers }: WrittenImage): string[] {
  return layers.flatMap((layer, index) =>
    layer.flatMap((step) => {
      const attributes = 'attributes' in step ? Object.entries(step.attributes) : [];
      return attributes.map(([name, value]) => {
        return `${index} ${step.path} ${name} ${Buffer.from(value, 'latin1').toString('base64')}`;
      });
    }),
  );
}

function attributesRead({ layers }: ImageContents): string[] {
  return layers.flatMap(({ entries }, index) =>
    entries.flatMap(({ path, attributes = {} }) =>
      Object.entries(attributes).map(([name, value]) => `${index} ${path} ${name} ${value}`),
    ),
  );
}

/** In both directions; the lists are long, and mostly the same. */
function compare(one: string, a: readonly string[], other: string, b: readonly string[]): string[] {
  return [
    ...a.filter((line) => !b.includes(line)).map((line) => `${one} alone: ${line}`),
    ...b.filter((line) => !a.includes(line)).map((line) => `${other} alone: ${line}`),
  ];
}

async function exportImage(engine: Engine, name: string): Promise<Buffer> {
  const { stdout, stderr, exitCode } = await runDocker(engine, ['container', 'create', name]);
  if (exitCode !== 0) throw new Error(stderr);
  const id = stdout.trim();
  try {
    const answer = await requestEngine(engine, `/containers/${id}/export`);
    if (answer?.status !== 200)
      throw new Error(`the engine does not export the container: ${answer?.status}`);
    return await buffer(answer.body);
  } finally {
    await runDocker(engine, ['container', 'rm', '--force', id]);
  }
}
