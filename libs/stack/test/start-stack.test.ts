// Proves that a stack answers, is as hard as the compose file says, gives its logs, and leaves nothing behind.
import { runDocker } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stack } from '../src/index.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engine, start } from './fixtures/start-fresh.ts';

/** For a line to get into the log, on a machine with other work. */
const POLL = { timeout: 30_000 };

async function texts(stack: Stack, service: string): Promise<string[]> {
  return (await stack.service(service).logs()).map(({ text }) => text);
}

describe('a stack that starts', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await start();
  });
  afterAll(() => stack?.stop());

  test('answers on an address for each service, found by name and by alias', async () => {
    const [front, store] = [stack.service('front'), stack.service('store')];
    const answer = await fetch(`${front.url}/self`);

    expect(await answer.text()).toContain('greeting: hello');
    expect((await fetch(`${store.url}/health`)).status).toBe(200);
    expect(store).toMatchObject({
      name: 'back',
      aliases: ['store'],
      state: 'running',
      containerPort: 80,
      declaredPort: null,
    });
    expect(front.addressOnNetwork).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(() => stack.service('frnt')).toThrow(/"frnt"; there are back, front/);
  });

  test('is hardened as the compose file says', async () => {
    const front = await (await fetch(`${stack.service('front').url}/self`)).text();
    const back = await (await fetch(`${stack.service('back').url}/self`)).text();

    expect(front).toMatch(/Uid:\s65532\s/);
    expect(front).toMatch(/Gid:\s65532\s/);
    expect(front).toMatch(/CapEff:\s0{16}\n/);
    expect(front).toMatch(/CapBnd:\s0{16}\n/);
    expect(front).toMatch(/NoNewPrivs:\s1\n/);
    expect(front).toContain('write /: Read-only file system');
    expect(front).toContain('write /tmp/: Read-only file system');
    expect(back).toContain('write /tmp/: yes');
    expect(back).toContain('write /data/: yes');
  });

  test('has the limits of the compose file', async () => {
    const { containerId } = stack.service('front');
    const { stdout } = await runDocker(engine, ['inspect', containerId]);
    const [{ HostConfig, Config }] = JSON.parse(stdout) as [Record<string, Record<string, unknown>>];

    expect(HostConfig).toMatchObject({
      Memory: 64 * 1024 * 1024,
      NanoCpus: 500_000_000,
      PidsLimit: 32,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '2' } },
      RestartPolicy: { Name: 'no' },
      Init: false,
    });
    expect(Config?.StopTimeout).toBe(3);
  });

  test('listens on the loopback address and nowhere else', async () => {
    const { stdout } = await runDocker(engine, ['port', stack.service('front').containerName]);

    expect(stdout).toMatch(/^80\/tcp -> 127\.0\.0\.1:\d+\n$/);
  });

  test('is on its own network only, and not on the default one', async () => {
    const format = '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}';
    const { stdout } = await runDocker(engine, [
      'inspect',
      '--format',
      format,
      stack.service('front').containerId,
    ]);

    expect(stdout.trim()).toBe(stack.network);
  });

  test('gives the logs of one service and of all', async () => {
    // A line is in the log a moment after the answer that it speaks of.
    await fetch(`${stack.service('front').url}/one`);
    await expect.poll(() => texts(stack, 'front'), POLL).toContain('/one');
    await fetch(`${stack.service('back').url}/two`);
    await expect.poll(() => texts(stack, 'back'), POLL).toContain('/two');

    const last = await stack.service('front').logs({ tail: 1 });
    const all = await stack.logs();

    expect(last).toMatchObject([{ service: 'front', stream: 'stdout', text: '/one' }]);
    expect(all).toContainEqual(expect.objectContaining({ stream: 'stderr', text: 'listening' }));
    expect(all.at(-1)).toMatchObject({ service: 'back', text: '/two' });
    expect(all.map(({ time }) => time)).toEqual(all.map(({ time }) => time).sort());
  });

  test('follows the logs until told to stop', async () => {
    const controller = new AbortController();
    const seen: string[] = [];

    const following = stack.followLogs({ tail: 0, signal: controller.signal });
    const first = following.next();
    await expect
      .poll(async () => {
        await fetch(`${stack.service('back').url}/again`);
        return Promise.race([first, 'nothing yet']);
      }, POLL)
      .toMatchObject({ value: { service: 'back', text: '/again' } });
    controller.abort();
    for await (const { text } of following) seen.push(text);

    expect(seen.filter((text) => text !== '/again')).toEqual([]);
  });

  test.concurrent('takes another environment and another image for a service', async () => {
    const other = `drydock/tiny-service:other-${process.pid}`;
    await runDocker(engine, ['tag', 'drydock/tiny-service:test', other]);
    {
      await using stack = await start({ env: { front: { GREETING: 'changed' } }, images: { back: other } });

      expect(await (await fetch(`${stack.service('front').url}/self`)).text()).toContain('greeting: changed');
      expect(stack.service('back').image).toBe(other);
    }
    await runDocker(engine, ['image', 'rm', other]);
  });

  test.concurrent('stops twice as well as once', async () => {
    const stack = await start();

    await stack.stop();
    await stack.stop();

    expect(await objectsNamed(engine, stack.name)).toEqual([]);
  });

  test.concurrent('stops when what was done with it fails, and lets that failure through', async () => {
    const use = async () => {
      await using _stack = await start();
      throw new Error('first');
    };

    await expect(use()).rejects.toThrow('first');
  });
});
