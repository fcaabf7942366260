// Reads archives in which something is wrong, one after the other, and tells its parent of each. Its arguments: the
// seed, the number of the first case and a folder for its files.
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '@drydock/engine';
import { ArchiveDamage } from '../src/archive-damage.ts';
import { effectiveFiles, type ImageContents, readArchiveFile } from '../src/index.ts';
import { openLayerCache } from '../src/layer-cache.ts';
import { readSaved } from '../src/read-saved.ts';
import { makeCase } from './make-case.ts';
import { openRandom } from './random.ts';

/** What became of a case. Anything but a refusal by one of our own errors, or success, is a bug. */
export interface Outcome {
  readonly index: number;
  readonly kind: 'begun' | 'read' | 'refused' | 'bug';
  readonly message?: string;
  readonly rssBytes?: number;
}

const [, , seed = '0', first = '0', folder = '.'] = process.argv;
let current = Number(first);

const tell = (outcome: Outcome) => process.send?.(outcome);
const fail = (error: unknown) => {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tell({ index: current, kind: 'bug', message });
};
process.on('unhandledRejection', fail);
process.on('uncaughtException', fail);
process.on('disconnect', () => process.exit());

for (; ; current++) {
  const path = join(folder, `case-${current}`);
  await writeFile(path, makeCase(openRandom(Number(seed) * 1_000_003 + current)));
  tell({ index: current, kind: 'begun' });
  const kind = await readCase(path);
  tell({ index: current, kind, rssBytes: process.memoryUsage.rss() });
  if (kind !== 'bug') await rm(path);
}

/** As a file, and as an engine might send it. */
async function readCase(path: string): Promise<Outcome['kind']> {
  try {
    const outcomes = [await attempt(() => readArchiveFile(path)), await attempt(() => readStream(path))];
    return outcomes.includes('read') ? 'read' : 'refused';
  } catch (error) {
    fail(error);
    return 'bug';
  }
}

async function attempt(read: () => Promise<Pick<ImageContents, 'layers'>>): Promise<'read' | 'refused'> {
  try {
    effectiveFiles(await read());
    return 'read';
  } catch (error) {
    if (error instanceof DrydockError || error instanceof ArchiveDamage) return 'refused';
    throw error;
  }
}

/** Looks for a layer that is not there, and so at all that may be one. */
function readStream(path: string) {
  return readSaved(createReadStream(path), [`sha256:${'0'.repeat(64)}`], openLayerCache(undefined));
}
