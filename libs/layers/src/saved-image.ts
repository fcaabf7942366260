import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, requestEngine, spawnDocker, waitForExit } from '@drydock/engine';
import { gather } from './archive/gather.ts';
import { ArchiveDamage } from './archive-damage.ts';

/** An image as the engine sends it: `docker image save`, by its socket where that can be reached. */
export interface SavedImage extends AsyncDisposable {
  readonly source: AsyncIterable<Buffer>;
  /** What the client said. It says why after it has closed its output. */
  readonly lastWords: () => Promise<readonly string[]>;
}

export async function saveImage(
  engine: Engine,
  id: string,
  signal: AbortSignal | undefined,
): Promise<SavedImage> {
  // By id: the name may come to mean another image in the meantime.
  const answer = await requestEngine(engine, `/images/${encodeURIComponent(id)}/get`, signal);
  if (!answer) return saveByClient(engine, id, signal);
  if (answer.status !== 200) throw await refusal(answer.body);
  return {
    source: received(answer.body),
    lastWords: async () => [],
    [Symbol.asyncDispose]: async () => {
      answer.body.destroy(); // there may be more to come than was needed
    },
  };
}

const MAX_REFUSAL_BYTES = 1_000_000;

async function refusal(body: Readable): Promise<ArchiveDamage> {
  const text = (await gather(body, MAX_REFUSAL_BYTES, 'the answer of the engine')).toString('utf8');
  return new ArchiveDamage(`the engine does not give it out: ${text.trim()}`);
}

async function* received(body: Readable): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (cause) {
    throw new ArchiveDamage('the engine broke off in the middle of it', { cause });
  }
}

const LAST_WORDS_MS = 1_000;

function saveByClient(engine: Engine, id: string, signal: AbortSignal | undefined): SavedImage {
  const child = spawnDocker(engine, ['image', 'save', id]);
  const { stdout } = child;
  if (!stdout) throw new Error('docker image save has no output');
  const ended = waitForExit(child, { signal }).catch(() => undefined);
  const errors: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
  return {
    source: stdout,
    async lastWords() {
      await Promise.race([ended, sleep(LAST_WORDS_MS)]);
      const said = Buffer.concat(errors).toString('utf8').trim();
      return said === '' ? [] : said.split('\n');
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
