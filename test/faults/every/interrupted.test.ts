// Proves that a process which is killed while its stack is under faults leaves nothing that stays.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runDocker } from '@drydock/engine';
import { sweepStale } from '@drydock/stack';
import { expect, test } from 'vitest';
import { openTestEngine } from '../../support/services.ts';

const PROGRAM = join(import.meta.dirname, '../fixtures/break-and-wait.ts');

test('proxies, tracers, volumes and paused containers of a killed process are swept', async () => {
  const engine = await openTestEngine();
  const count = async (stack: string) => {
    const lists = await Promise.all(
      [
        ['ps', '--all'],
        ['network', 'ls'],
        ['volume', 'ls'],
      ].map((list) =>
        runDocker(engine, [...list, '--quiet', '--filter', `label=dev.drydock.stack=${stack}`]),
      ),
    );
    return lists.map(({ stdout }) => stdout.split('\n').filter(Boolean).length);
  };
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
