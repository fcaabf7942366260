// Proves that the first process of a container is seen in two ways, with the same result.
import { currentOwner, type Engine, formatOwner, runDocker } from '@drydock/engine';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectTestcontainers } from '../src/connect-testcontainers.ts';
import { labelArguments, OWNER_LABEL, START_LABEL } from '../src/labels.ts';
import { viewContainer } from '../src/observe/container-view.ts';
import { firstProcess } from '../src/observe/first-process.ts';
import { engineWithObserved, imageOf, newProject } from './fixtures/observe.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await engineWithObserved();
});

describe.concurrent('the first process', () => {
  async function look(image: string | undefined) {
    const name = newProject();
    const labels = { [START_LABEL]: name, [OWNER_LABEL]: formatOwner(currentOwner()) };
    const run = ['run', '--detach', '--name', name, ...labelArguments(labels), imageOf('plain'), 'one two'];
    const { stdout } = await runDocker(engine, run);
    const container = viewContainer(await connectTestcontainers(engine), stdout.trim());
    try {
      return await firstProcess(engine, { container, labels, image, signal: AbortSignal.timeout(30_000) });
    } finally {
      await runDocker(engine, ['rm', '--force', name]);
    }
  }
  const pid1 = { command: ['perl', '/serve.pl', 'one two'], executable: '/usr/bin/perl' };

  test('is seen from inside, with its rights', async () => {
    const seen = await look(undefined);

    expect(seen).toMatchObject({ pid1, user: { uid: 65532, gid: 65532, hasNoNewPrivileges: false } });
    expect(seen.user?.capabilities).toEqual([]);
  });

  test('is seen by the engine, when there is no image to look with, word by word all the same', async () => {
    expect(await look('drydock/none:none')).toEqual({ pid1, user: { uid: 65532, gid: 65532 } });
  });
});
