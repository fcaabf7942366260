// Proves that a load counts what came back and how late it was, also when the service fails in every way there is.
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { usageOf } from '../src/load/container-usage.ts';
import { parseFault } from '../src/load/fault-plan.ts';
import { generateLoad, type LoadOptions } from '../src/load/generate-load.ts';

const servers: (Server | SocketServer)[] = [];

afterAll(() => {
  for (const server of servers) close(server);
});

function close(server: Server | SocketServer): void {
  if ('closeAllConnections' in server) server.closeAllConnections();
  server.close();
}

async function listen(server: Server | SocketServer, port = 0): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function serve(listener: RequestListener, port = 0): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  return { server, port: await listen(server, port) };
}

function load(port: number, options: Partial<LoadOptions> = {}) {
  return generateLoad({
    url: `http://127.0.0.1:${port}/`,
    durationMs: 1_000,
    connections: 4,
    rate: undefined,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    ...options,
  });
}

test.concurrent('counts answers by status, and each of them once', async () => {
  let asked = 0;
  const { port } = await serve((_, response) => response.writeHead(asked++ % 3 === 0 ? 503 : 200).end());

  // Few enough for the last one to have its answer before the end, on a machine with other work.
  const running = load(port, { rate: 10 });
  await running.done;

  const { answered, failed, latencyMs } = running.meter.measured();
  expect([answered, failed, running.sent()]).toEqual([10, 0, 10]);
  expect(asked).toBe(10);
  expect(Object.fromEntries(running.meter.statuses)).toEqual({ 200: 6, 503: 4 });
  expect(latencyMs.p50).toBeLessThanOrEqual(latencyMs.max ?? 0);
  expect(running.elapsedMs()).toBe(1_000);
});

test.concurrent('latencies after an outage are those of the service, and not how long it was away', async () => {
  const listener: RequestListener = (_, response) => void setTimeout(() => response.end('ok'), 5);
  const { server, port } = await serve(listener);

  const running = load(port, { durationMs: 6_000 });
  await sleep(1_500);
  close(server);
  await sleep(3_000);
  const before = running.meter.measured().answered;
  await serve(listener, port);
  await running.done;

  const { answered, latencyMs } = running.meter.measured();
  expect(before).toBeGreaterThan(10);
  expect(answered).toBeGreaterThan(before + 10);
  expect(latencyMs.max).toBeLessThan(2_000);
  expect(running.meter.failures.get('connection refused')).toBeGreaterThan(4);
  expect(running.meter.failures.get('connection refused')).toBeLessThan(200);
});

test.concurrent('with a rate, whoever had to wait for a connection was late since the request was due', async () => {
  const stillUntil = performance.now() + 1_500;
  const { port } = await serve((_, response) => {
    setTimeout(() => response.end('ok'), Math.max(0, stillUntil - performance.now()));
  });

  const running = load(port, { durationMs: 2_000, connections: 1, rate: 20 });
  await running.done;

  // One request was under way for 1.5 s, and thirty waited behind it: half of all were late.
  expect(running.meter.measured().latencyMs.p50).toBeGreaterThan(300);
});

test.concurrent('requests of the rate that no connection was free for are counted', async () => {
  const { port } = await serve(() => undefined);

  const running = load(port, { connections: 2, rate: 50 });
  await running.done;

  expect([running.sent(), running.unfinished(), running.neverSent()]).toEqual([2, 2, 48]);
});

test.concurrent('an abort ends it with the figures so far', async ({ expect }) => {
  const { port } = await serve((_, response) => response.end('ok'));
  const controller = new AbortController();

  const running = load(port, { durationMs: 600_000, signal: controller.signal });
  await expect.poll(() => running.meter.measured().answered).toBeGreaterThan(0);
  controller.abort();
  await running.done;

  expect(running.elapsedMs()).toBeLessThan(60_000);
});

describe.concurrent('a failure is called', () => {
  test('"no answer in time", also when it comes byte by byte', async () => {
    const { port } = await serve((_, response) => {
      const drip = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(drip));
    });

    const running = load(port, { timeoutMs: 300 });
    await running.done;

    expect([...running.meter.failures.keys()]).toEqual(['no answer in time']);
  });

  test('"answer cut off"', async () => {
    const { port } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      setTimeout(() => response.destroy(), 20);
    });

    const running = load(port);
    await running.done;

    expect([...running.meter.failures.keys()]).toEqual(['answer cut off']);
  });

  test.each([
    ['connection reset', undefined],
    ['answer is no HTTP', 'hello\r\n'],
  ])('"%s"', async (name, says) => {
    const server = createSocketServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => (says === undefined ? socket.resetAndDestroy() : socket.end(says)));
    });

    const running = load(await listen(server));
    await running.done;

    expect([...running.meter.failures.keys()]).toEqual([name]);
  });
});

test('a container that was started again has its processor time of both lives', () => {
  const at = (seconds: number, cpuSeconds: number, memoryBytes: number) => {
    return { atMs: seconds * 1_000, cpuNs: cpuSeconds * 1e9, memoryBytes };
  };

  const usage = usageOf('apod', [at(0, 5, 10), at(1, 6, 30), at(2, 0.5, 8), at(4, 1.5, 12)]);

  expect(usage).toEqual([
    {
      service: 'apod',
      cpu: { average: 2.5 / 4, peak: 1 },
      memoryBytes: { start: 10, peak: 30, end: 12 },
    },
  ]);
  expect(usageOf('apod', [])).toEqual([]);
});

describe('a planned fault', () => {
  test('has what, of which service, when and how long', () => {
    const first = { kind: 'killed', service: 'accesslog', afterMs: 5_000 };
    expect(parseFault('killed:accesslog@5s+1.5s')).toMatchObject({ ...first, lastsMs: 1_500 });
    expect(parseFault('killed:accesslog@5s')).toMatchObject({ ...first, lastsMs: undefined });
  });

  test.each(['killed', 'killed:accesslog', 'killed@5s', 'killed:accesslog@5', 'killed:a@5s+', ''])(
    'that is not whole is refused: "%s"',
    (text) => {
      expect(() => parseFault(text)).toThrow(`"${text}" is no fault to plan`);
    },
  );

  test('that is unknown gets the nearest', () => {
    expect(() => parseFault('kiled:accesslog@5s')).toThrow(
      'no fault is called "kiled"; did you mean "killed"?',
    );
  });
});
