import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { type Engine, requestEngine, runDocker } from '@drydock/engine';
import { z } from 'zod';
import { gather } from './archive/gather.ts';
import { LOOPBACK, openRegistrySink, type RegistrySink } from './registry-sink.ts';
import { standInArchive } from './stand-in-image.ts';

/** On images that are there while a push lasts. What has it may be removed when nobody listens at its port. */
const STAND_IN_LABEL = 'dev.drydock.stand-in';
const REPOSITORY = 'drydock/transfer';
const REACH_TIMEOUT_MS = 10_000;

/**
 * What these layers weigh on their way to a registry, by diffId. A graph-driver store keeps layers unpacked, and only a
 * push makes the engine compress them, in the same way as BuildKit does it for the containerd store. So an image of the
 * same layers is pushed to a registry here that keeps nothing. Nothing when the engine cannot do that.
 */
export async function pushedSizes(
  engine: Engine,
  diffIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number> | undefined> {
  using sink = await openRegistrySink();
  await removeLeftOver(engine, signal);
  const tag = randomUUID();
  const name = `${LOOPBACK}:${sink.port}/${REPOSITORY}:${tag}`;
  try {
    // Not cancelled half-way: the engine might then make the image after it was removed.
    const input = standInArchive(name, diffIds, { [STAND_IN_LABEL]: tag });
    if ((await runDocker(engine, ['image', 'load', '--quiet'], { input })).exitCode !== 0) return undefined;
    const isPushed = await push(engine, name, { sink, signal });
    const sizes = isPushed ? sink.layersOf(tag) : undefined;
    if (sizes?.length !== diffIds.length) return undefined;
    return new Map(diffIds.map((diffId, index) => [diffId, sizes[index] ?? 0]));
  } finally {
    await runDocker(engine, ['image', 'rm', '--force', name]);
  }
}

const infoSchema = z.object({ Name: z.string() });
const MAX_ANSWER_BYTES = 8_000_000;

/**
 * Whether the engine's own loopback is ours. One in a virtual machine, or behind a socket that ssh forwards, has
 * another: who knows what listens there.
 */
export async function sharesLoopback(engine: Engine, signal: AbortSignal | undefined): Promise<boolean> {
  if (!engine.host.startsWith('unix://')) return false;
  const answer = await requestEngine(engine, '/info', signal);
  if (!answer) return false;
  const text = (await gather(answer.body, MAX_ANSWER_BYTES, 'the answer of the engine')).toString('utf8');
  if (answer.status !== 200) return false;
  return infoSchema.parse(JSON.parse(text)).Name === hostname();
}

interface PushOptions {
  readonly sink: RegistrySink;
  readonly signal: AbortSignal | undefined;
}

/** Gives up early when the engine does not come by. */
async function push(engine: Engine, name: string, { sink, signal }: PushOptions): Promise<boolean> {
  const unreachable = new AbortController();
  const timer = setTimeout(() => unreachable.abort(), REACH_TIMEOUT_MS);
  void sink.isReached.then(() => clearTimeout(timer));
  const either = signal ? AbortSignal.any([signal, unreachable.signal]) : unreachable.signal;
  try {
    return (await runDocker(engine, ['image', 'push', '--quiet', name], { signal: either })).exitCode === 0;
  } catch (error) {
    if (unreachable.signal.aborted && !signal?.aborted) return false;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Removes the stand-ins of processes that were killed. */
async function removeLeftOver(engine: Engine, signal: AbortSignal | undefined): Promise<void> {
  const args = ['image', 'ls', '--filter', `label=${STAND_IN_LABEL}`, '--format', '{{.Repository}}:{{.Tag}}'];
  const { stdout } = await runDocker(engine, args, { signal });
  for (const name of stdout.split('\n')) {
    const port = /^[\d.]+:(\d+)\/drydock\/transfer:/.exec(name)?.[1];
    if (port !== undefined && !(await isListening(Number(port))))
      await runDocker(engine, ['image', 'rm', '--force', name]);
  }
}

function isListening(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: LOOPBACK });
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
