// Proves that a stack under faults leaves nothing when it is stopped, nor when its process is killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Engine, runDocker } from '@drydock/engine';
import { sweepStale } from '@drydock/stack';
import { beforeAll, expect, test } from 'vitest';
import { openTestEngine, startServices } from '../../support/services.ts';

const PROGRAM = join(import.meta.dirname, '../fixtures/break-and-wait.ts');

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

/** Containers, networks and volumes of a stack. */
async function count(stack: string): Promise<number[]> {
  const lists = await Promise.all(
    [
      ['ps', '--all'],
      ['network', 'ls'],
      ['volume', 'ls'],
    ].map((list) => runDocker(engine, [...list, '--quiet', '--filter', `label=dev.drydock.stack=${stack}`])),
  );
  return lists.map(({ stdout }) => stdout.split('\n').filter(Boolean).length);
}

test('healing is harmless when the stack is gone, and a stack under faults leaves nothing', async () => {
  const stack = await startServices(engine);
  const faults = [
    await stack.service('iotd').paused(),
    await stack.service('accesslog').delayed({ ms: 100 }),
    await stack.service('apod').disconnected(),
    await stack.service('image-gallery').killed(),
  ];

  await stack.stop();
  await Promise.all(faults.map((fault) => fault.heal()));

  expect(await count(stack.name)).toEqual([0, 0, 0]);
});

test('proxies, tracers, volumes and paused containers of a killed process are swept', async () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [stack] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(await count(stack)).toEqual([6, 1, 1]); // four services, a proxy and a tracer

  child.kill('SIGKILL');
  await once(child, 'close');
  await sweepStale(engine);

  expect(await count(stack)).toEqual([0, 0, 0]);
});
