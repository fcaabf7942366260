// Proves that what a killed process started is found and removed, and that nothing else ever is.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  currentOwner,
  type Engine,
  formatOwner,
  isGone,
  type Owner,
  parseOwner,
  runDocker,
} from '@drydock/engine';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findStacks, listServices, readLogs, startStack, stopStack, sweepStale } from '../src/index.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithTinyService, TWO_SERVICES } from './fixtures/open-engine.ts';

let engine: Engine;
const children: ChildProcess[] = [];
const stacks: string[] = [];

beforeAll(async () => {
  engine = await engineWithTinyService();
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  await Promise.all(stacks.splice(0).map((name) => stopStack(engine, name)));
});

function newName(word: string): string {
  const name = `sweep-${word}-${process.pid}-${stacks.length}`;
  stacks.push(name);
  return name;
}

/** A process of its own that starts a stack, and goes on. */
function startElsewhere(project: string, ...args: string[]): ChildProcess {
  const program = join(import.meta.dirname, 'fixtures/start-and-wait.ts');
  const child = spawn(process.execPath, [program, project, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

/** Until it has printed that its stack has started, or is at some event before. */
async function untilPrinted(child: ChildProcess, word = 'started'): Promise<void> {
  if (!child.stdout) throw new Error('its output is not piped');
  for await (const line of createInterface({ input: child.stdout })) if (line === word) return;
  throw new Error(`the process ended before it printed "${word}"`);
}

function kill(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.once('exit', () => resolve());
  child.kill('SIGKILL');
  return promise;
}

describe('what a killed process started', () => {
  test('is removed by the next sweep: containers, network and volumes', async () => {
    const name = newName('killed');
    const child = startElsewhere(name);
    await untilPrinted(child);
    await kill(child);

    const left = await objectsNamed(engine, name);
    const removed = await sweepStale(engine);

    expect(left).toEqual([name, `${name}-back`, `${name}-front`, `${name}_kept`]);
    expect(
      removed
        .filter((object) => object.stack === name)
        .map((object) => object.name)
        .sort(),
    ).toEqual(left);
    expect(await objectsNamed(engine, name)).toEqual([]);
  });

  test.each(['network', 'created', 'ready'])(
    'is removed when it was killed at the event "%s"',
    async (event) => {
      const name = newName(event);
      const child = startElsewhere(name);
      await untilPrinted(child, event);
      await kill(child);

      // A request of the killed process may still be on its way through the engine.
      const sweep = async () => {
        await sweepStale(engine);
        return objectsNamed(engine, name);
      };
      await expect.poll(sweep, { timeout: 10_000 }).toEqual([]);
    },
  );

  test('is removed when another stack starts', async () => {
    const [killed, next] = [newName('killed'), newName('next')];
    const child = startElsewhere(killed);
    await untilPrinted(child);
    await kill(child);
    const swept: string[] = [];

    await using stack = await startStack(engine, {
      root: TWO_SERVICES,
      project: next,
      ports: 'random',
      onEvent: (event) => event.type === 'swept' && swept.push(...event.names),
    });

    expect(swept).toContain(`${killed}-front`);
    expect(await objectsNamed(engine, killed)).toEqual([]);
    expect((await fetch(`${stack.service('front').url}/health`)).status).toBe(200);
  });
});

describe('a sweep leaves alone', () => {
  test('the stack of a living process', async () => {
    const name = newName('alive');
    await untilPrinted(startElsewhere(name));

    await sweepStale(engine);

    expect(await objectsNamed(engine, name)).toHaveLength(4);
    expect(await findStacks(engine)).toContainEqual(
      expect.objectContaining({ name, isDetached: false, isStale: false, containers: 2 }),
    );
  });

  test('a detached stack whose process is gone, which can be listed, read and stopped by name', async () => {
    const name = newName('detached');
    const child = startElsewhere(name, 'detach');
    await untilPrinted(child);
    await kill(child);

    await sweepStale(engine);
    const services = await listServices(engine, name);
    const sources = services.map((service) => ({ service: service.name, containerId: service.containerId }));

    expect(await findStacks(engine)).toContainEqual(
      expect.objectContaining({ name, isDetached: true, isStale: false, containers: 2 }),
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
      'volume',
    ]);
    expect(await objectsNamed(engine, name)).toEqual([]);
  });

  test('what does not carry its labels', async () => {
    const name = newName('foreign');
    await runDocker(engine, ['volume', 'create', name]);
    await runDocker(engine, ['volume', 'create', '--label', 'dev.drydock.stack=other', `${name}-labelled`]);

    await sweepStale(engine);

    expect(await objectsNamed(engine, name)).toEqual([name, `${name}-labelled`]);
    await runDocker(engine, ['volume', 'rm', name, `${name}-labelled`]);
  });
});

describe('an owner', () => {
  const own = currentOwner();
  const ended = 2 ** 22 + 1; // above the largest process id there can be

  test.each<[string, Partial<Owner>, boolean]>([
    ['is here as long as its process runs', {}, false],
    ['is gone when there is no such process', { pid: ended }, true],
    ['is gone when another process has its id by now', { start: '1' }, true],
    ['is gone when the machine has started anew', { boot: 'earlier' }, true],
    ['is not judged from another machine', { host: 'elsewhere', pid: ended }, false],
    ['is not judged from another process id name space', { space: '1', pid: ended }, false],
  ])('%s', (_title, difference, expected) => {
    expect(isGone({ ...own, ...difference })).toBe(expected);
  });

  test('survives being written to a label and read back', () => {
    expect(parseOwner(formatOwner(own))).toEqual(own);
    expect(parseOwner('somebody')).toBeUndefined();
  });
});

test('stopping a stack asks the services to end, and gives them time', async () => {
  const name = newName('asked');
  const stack = await startStack(engine, { root: TWO_SERVICES, project: name, ports: 'random' });
  const lines: string[] = [];
  const follow = async () => {
    for await (const { text } of stack.followLogs()) lines.push(text);
  };
  const following = follow();
  await expect.poll(() => lines).toContain('listening');

  await stack.detach();
  await stack.stop(); // after detach, this is nobody's business any more
  const afterStop = await objectsNamed(engine, name);
  await stopStack(engine, name);
  await following;

  expect(afterStop).toHaveLength(5);
  expect(lines.filter((text) => text === 'stopping')).toHaveLength(2);
});

test('a name that is in use is refused, and the stack that has it stays', async () => {
  const name = newName('taken');
  await using stack = await startStack(engine, { root: TWO_SERVICES, project: name, ports: 'random' });

  const second = startStack(engine, { root: TWO_SERVICES, project: name, ports: 'random' });

  await expect(second).rejects.toMatchObject({
    code: 'stack-exists',
    nextStep: expect.stringContaining(name),
  });
  expect((await fetch(`${stack.service('front').url}/health`)).status).toBe(200);
});

test('a volume that the stack would take for its own is refused, and stays', async () => {
  const name = newName('volume');
  await runDocker(engine, ['volume', 'create', `${name}_kept`]);

  const start = startStack(engine, { root: TWO_SERVICES, project: name, ports: 'random' });

  await expect(start).rejects.toMatchObject({
    code: 'stack-exists',
    message: `there is a volume "${name}_kept", which stack "${name}" did not make`,
  });
  expect(await objectsNamed(engine, name)).toEqual([`${name}_kept`]);
  await runDocker(engine, ['volume', 'rm', `${name}_kept`]);
});

test('of two that start under one name at the same moment, at most one gets it, and it works', async () => {
  const name = newName('race');
  const options = { root: TWO_SERVICES, project: name, ports: 'random' } as const;

  const results = await Promise.allSettled([startStack(engine, options), startStack(engine, options)]);
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));

  expect(started.length).toBeLessThanOrEqual(1);
  for (const stack of started) expect((await fetch(`${stack.service('front').url}/health`)).status).toBe(200);
  await Promise.all(started.map((stack) => stack.stop()));
  expect(await objectsNamed(engine, name)).toEqual([]);
});
