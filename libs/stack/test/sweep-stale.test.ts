// Proves that what a killed process started is found and removed, and that nothing else ever is.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Engine, runDocker } from '@drydock/engine';
import { beforeAll, describe, type TestContext, test } from 'vitest';
import { findStacks, listServices, readLogs, startStack, stopStack, sweepStale } from '../src/index.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithTinyService, TWO_SERVICES } from './fixtures/open-engine.ts';
import { killAndSweep } from './fixtures/own-space.ts';
import { untilPrinted } from './fixtures/until-printed.ts';

const START_AND_WAIT = 'start-and-wait.ts';
type OnFinished = TestContext['onTestFinished'];

let engine: Engine;
let names = 0;

beforeAll(async () => {
  engine = await engineWithTinyService();
});

/** A name that nobody else has. After the test, no stack of that name is left. */
function newName(word: string, onTestFinished: OnFinished): string {
  names += 1;
  const name = `sweep-${word}-${process.pid}-${names}`;
  onTestFinished(async () => {
    await stopStack(engine, name);
  });
  return name;
}

/** A process of its own that starts a stack, and goes on until the test is over. */
function startElsewhere(onTestFinished: OnFinished, ...args: string[]): ChildProcess {
  const program = join(import.meta.dirname, 'fixtures', START_AND_WAIT);
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => kill(child));
  return child;
}

function kill(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.once('exit', () => resolve());
  child.kill('SIGKILL');
  return promise;
}

describe.concurrent('what a killed process started', () => {
  test('is removed by the next sweep: containers, network and volumes', async ({
    expect,
    onTestFinished,
  }) => {
    const name = newName('killed', onTestFinished);

    const swept = await killAndSweep(engine, { how: 'sweep', program: START_AND_WAIT, project: name });

    const left = [name, `${name}-back`, `${name}-front`, `${name}_kept`];
    expect(swept).toEqual({ left, removed: left, stays: [], sweeps: 1 });
  });

  test.for(['network', 'created', 'ready'])(
    'is removed when it was killed at the event "%s"',
    { tags: 'thorough' },
    async (event, { expect, onTestFinished }) => {
      const name = newName(event, onTestFinished);
      const child = startElsewhere(onTestFinished, name);
      await untilPrinted(child, event);
      await kill(child);

      // A request of the killed process may still be on its way through the engine.
      const sweep = async () => {
        await sweepStale(engine);
        return objectsNamed(engine, name);
      };
      await expect.poll(sweep, { timeout: 60_000 }).toEqual([]);
    },
  );

  test('is removed when another stack starts', async ({ expect, onTestFinished }) => {
    const name = newName('killed', onTestFinished);
    onTestFinished(async () => {
      await stopStack(engine, `${name}-next`);
    });

    const swept = await killAndSweep(engine, { how: 'start', program: START_AND_WAIT, project: name });

    expect(swept.left).toContain(`${name}-front`);
    expect(swept).toMatchObject({ removed: swept.left, stays: [], answered: 200 });
  });
});

describe.concurrent('a sweep leaves alone', () => {
  test('the stack of a living process', async ({ expect, onTestFinished }) => {
    const name = newName('alive', onTestFinished);
    await untilPrinted(startElsewhere(onTestFinished, name), 'started');

    await sweepStale(engine);

    expect(await objectsNamed(engine, name)).toHaveLength(4);
    expect(await findStacks(engine)).toContainEqual(
      expect.objectContaining({ name, isKept: false, isStale: false, containers: 2 }),
    );
  });

  test('a stack that is kept after its process is gone, which can be listed, read and stopped by name', async ({
    expect,
    onTestFinished,
  }) => {
    const name = newName('kept', onTestFinished);
    const child = startElsewhere(onTestFinished, name, 'kept');
    await untilPrinted(child, 'started');
    await kill(child);

    await sweepStale(engine);
    const services = await listServices(engine, name);
    const sources = services.map((service) => ({ service: service.name, containerId: service.containerId }));

    expect(await findStacks(engine)).toContainEqual(
      expect.objectContaining({ name, isKept: true, keptFor: TWO_SERVICES, isStale: false, containers: 2 }),
    );
    expect(services.map((service) => service.name)).toEqual(['back', 'front']);
    expect((await fetch(`${services[0]?.url}/health`)).status).toBe(200);
    expect((await readLogs(engine, sources)).map(({ text }) => text)).toContain('listening');
    const removed = await stopStack(engine, name);
    expect(removed.map((object) => object.kind).sort()).toEqual([
      'container',
      'container',
      'network',
      'volume',
    ]);
    expect(await objectsNamed(engine, name)).toEqual([]);
  });

  test('what does not carry its labels', async ({ expect, onTestFinished }) => {
    const name = newName('foreign', onTestFinished);
    await runDocker(engine, ['volume', 'create', name]);
    await runDocker(engine, [
      'volume',
      'create',
      '--label',
      `dev.drydock.stack=${name}-other`,
      `${name}-labelled`,
    ]);

    await sweepStale(engine);

    expect(await objectsNamed(engine, name)).toEqual([name, `${name}-labelled`]);
    await runDocker(engine, ['volume', 'rm', name, `${name}-labelled`]);
  });
});

test.concurrent('stopping a stack asks the services to end, and gives them time', async ({
  expect,
  onTestFinished,
}) => {
  const name = newName('asked', onTestFinished);
  const options = { root: TWO_SERVICES, project: name, isKept: true, ports: 'random' } as const;
  const stack = await startStack(engine, options);
  const lines: string[] = [];
  const follow = async () => {
    for await (const { text } of stack.followLogs()) lines.push(text);
  };
  const following = follow();
  await expect.poll(() => lines, { timeout: 30_000 }).toContain('listening');

  await stack.stop(); // it is kept, so this is nobody's business any more
  const afterStop = await objectsNamed(engine, name);
  await stopStack(engine, name);
  await following;

  expect(afterStop).toHaveLength(4);
  expect(lines.filter((text) => text === 'stopping')).toHaveLength(2);
});

test.concurrent('a name that is in use is refused, and the stack that has it stays', async ({
  expect,
  onTestFinished,
}) => {
  const name = newName('taken', onTestFinished);
  await using stack = await startStack(engine, { root: TWO_SERVICES, project: name, ports: 'random' });

  const second = startStack(engine, { root: TWO_SERVICES, project: name, ports: 'random' });

  await expect(second).rejects.toMatchObject({
    code: 'stack-exists',
    nextStep: expect.stringContaining(name),
  });
  expect((await fetch(`${stack.service('front').url}/health`)).status).toBe(200);
});

test.concurrent('a volume that the stack would take for its own is refused, and stays', async ({
  expect,
  onTestFinished,
}) => {
  const name = newName('volume', onTestFinished);
  await runDocker(engine, ['volume', 'create', `${name}_kept`]);

  const start = startStack(engine, { root: TWO_SERVICES, project: name, ports: 'random' });

  await expect(start).rejects.toMatchObject({
    code: 'stack-exists',
    summary: `there is a volume "${name}_kept", which stack "${name}" did not make`,
  });
  expect(await objectsNamed(engine, name)).toEqual([`${name}_kept`]);
  await runDocker(engine, ['volume', 'rm', `${name}_kept`]);
});

test.concurrent('of two that start under one name at the same moment, at most one gets it, and it works', async ({
  expect,
  onTestFinished,
}) => {
  const name = newName('race', onTestFinished);
  const options = { root: TWO_SERVICES, project: name, ports: 'random' } as const;

  const results = await Promise.allSettled([startStack(engine, options), startStack(engine, options)]);
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));

  expect(started.length).toBeLessThanOrEqual(1);
  for (const stack of started) expect((await fetch(`${stack.service('front').url}/health`)).status).toBe(200);
  await Promise.all(started.map((stack) => stack.stop()));
  expect(await objectsNamed(engine, name)).toEqual([]);
});
