// Proves that an observation which cannot be made says why, and that none leaves anything behind, however it ends.
import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithObserved, forProject, newProject, observe } from './fixtures/observe.ts';
import { killAndSweep } from './fixtures/own-space.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await engineWithObserved();
});

/** Why an observation fails. Nothing of it is left then. */
async function failure(
  options: Parameters<typeof observe>[1],
  project = newProject(),
): Promise<DrydockError> {
  const error = await observe(forProject(engine, project), options).catch((reason: unknown) => reason);
  if (!(error instanceof DrydockError))
    throw new Error('expected the observation to fail with a DrydockError', { cause: error });
  expect(await objectsNamed(engine, project)).toEqual([]);
  return error;
}

describe.concurrent('an observation is refused', () => {
  test('of a service that is not in the file', async () => {
    expect(await failure({ service: 'hardend' })).toMatchObject({
      code: 'unknown-name',
      nextStep: 'did you mean "hardened"?',
    });
  });

  test('of an image that is not there', async () => {
    expect(await failure({ image: 'drydock/none:none' })).toMatchObject({
      code: 'image-missing',
      summary: 'not built yet: drydock/none:none',
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

describe.concurrent('an observation that is cancelled says so', () => {
  const cancelledAfter = async (afterMs: number) => {
    const signal = AbortSignal.timeout(afterMs);

    const error = await failure({ signal, stage: 'undecided', env: { ON_TERM: 'ignore' } });

    expect(error.code).toBe('cancelled');
  };

  test.each([1_000])('after %d ms', cancelledAfter);

  test.each([0, 100, 300, 600, 1_500, 2_500, 4_000])('after %d ms', { tags: 'thorough' }, cancelledAfter);

  test('while the service is given time to stop', async ({ expect }) => {
    const project = newProject();
    const controller = new AbortController();
    const env = { LINGER_MS: '60000' };
    const observing = failure({ stage: 'healthy', env, signal: controller.signal }, project);
    const logs = async () => {
      const names = await objectsNamed(engine, project);
      const name = names.find((one) => one.endsWith('-declared')) ?? 'none';
      return (await runDocker(engine, ['logs', name])).stdout;
    };
    await expect.poll(logs, { timeout: 90_000 }).toContain('stopping');

    controller.abort();

    expect((await observing).code).toBe('cancelled');
  });
});

test('what a killed process was observing is found and removed by the next sweep', async () => {
  const project = newProject();

  const { left, removed, stays } = await killAndSweep(engine, {
    how: 'sweep',
    program: 'observe-and-wait.ts',
    project,
  });

  expect(left).toEqual([
    expect.stringMatching(new RegExp(`^${project}-observe-\\w{8}$`)),
    expect.stringMatching(/-declared$/),
    expect.stringMatching(/-declared_kept$/),
  ]);
  expect(removed).toEqual(left);
  expect(stays).toEqual([]);
});
