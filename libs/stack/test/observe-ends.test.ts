// Proves that an observation which cannot be made says why, and that none leaves anything behind, however it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sweepStale } from '../src/index.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithObserved, observe, PROJECT } from './fixtures/observe.ts';

let engine: Engine;
const children: ChildProcess[] = [];

beforeAll(async () => {
  engine = await engineWithObserved();
});
afterEach(async () => {
  expect(await traces()).toEqual([]);
});
afterAll(() => children.forEach((child) => void child.kill('SIGKILL')));

function traces(): Promise<string[]> {
  return objectsNamed(engine, PROJECT);
}

async function failure(options: Parameters<typeof observe>[1]): Promise<DrydockError> {
  const error = await observe(engine, options).catch((reason: unknown) => reason);
  if (error instanceof DrydockError) return error;
  throw new Error('expected the observation to fail with a DrydockError', { cause: error });
}

describe('an observation is refused', () => {
  test('of a service that is not in the file', async () => {
    expect(await failure({ service: 'hardend' })).toMatchObject({
      code: 'unknown-name',
      nextStep: 'did you mean "hardened"?',
    });
  });

  test('of an image that is not there', async () => {
    expect(await failure({ image: 'drydock/none:none' })).toMatchObject({
      code: 'image-missing',
      message: 'not built yet: drydock/none:none',
    });
  });

  test('of a compose file that is not there', async () => {
    expect((await failure({ file: 'nowhere.yaml' })).code).toBe('compose-invalid');
  });

  test('when a service beside it does not get ready', async () => {
    const error = await failure({ service: 'front', with: 'dependencies', timeoutMs: 1 });

    expect(error).toMatchObject({ code: 'service-not-ready' });
  });
});

describe('an observation that is cancelled says so', () => {
  test.each([0, 100, 300, 600, 1_000, 1_500, 2_500, 4_000])('after %d ms', async (afterMs) => {
    const signal = AbortSignal.timeout(afterMs);

    const error = await failure({ signal, stage: 'undecided', env: { ON_TERM: 'ignore' } });

    expect(error.code).toBe('cancelled');
  });

  test('while the service is given time to stop', async () => {
    const controller = new AbortController();
    const env = { LINGER_MS: '60000' };
    const observing = failure({ stage: 'healthy', env, signal: controller.signal });
    const logs = async () => {
      const name = (await traces()).find((trace) => trace.endsWith('-declared')) ?? 'none';
      return (await runDocker(engine, ['logs', name])).stdout;
    };
    await expect.poll(logs, { timeout: 90_000 }).toContain('stopping');

    controller.abort();

    expect((await observing).code).toBe('cancelled');
  });
});

test('what a killed process was observing is found and removed by the next sweep', async () => {
  const program = join(import.meta.dirname, 'fixtures/observe-and-wait.ts');
  const child = spawn(process.execPath, [program, PROJECT], { stdio: 'inherit' });
  children.push(child);
  const isThere = expect.stringMatching(/-declared$/);
  await expect.poll(traces, { timeout: 90_000 }).toContainEqual(isThere);
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill('SIGKILL');
  await promise;

  const left = await traces();
  const sweep = async () => {
    await sweepStale(engine);
    return traces();
  };

  expect(left).toEqual([
    expect.stringMatching(new RegExp(`^${PROJECT}-observe-\\w{8}$`)),
    isThere,
    expect.stringMatching(/-declared_kept$/),
  ]);
  // A request of the killed process may still be on its way through the engine.
  await expect.poll(sweep, { timeout: 10_000 }).toEqual([]);
});
