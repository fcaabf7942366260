// Proves when a service counts as ready: by its health check, its pages, its port, by running, or by having ended well.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT_IMAGE, runDocker } from '@drydock/engine';
import { afterAll, describe, expect, test } from 'vitest';
import type { StartStackOptions } from '../src/index.ts';
import { composeFolder } from './fixtures/compose-folder.ts';
import { engine, failure, start } from './fixtures/start-fresh.ts';

const TINY = 'drydock/tiny-service:test';
/** The same with a health check of its own. */
const CHECKED = `drydock/tiny-service:checked-${process.pid}`;
afterAll(() => runDocker(engine, ['image', 'rm', '--force', CHECKED]));
/** For what never gets ready: long enough for what does. */
const SHORT_MS = 8_000;

const LISTEN = 'my $s = IO::Socket::INET->new(LocalPort => 5432, Listen => 5) or die;';
/** Programs that speak no HTTP. */
const DATABASES = {
  'takes calls and says nothing': 'my @open; while (1) { push @open, $s->accept }',
  'greets whoever calls':
    'while (my $c = $s->accept) { print $c "ready when you are\\n"; sleep 1; close $c }',
  'closes as soon as it hears a word': 'while (my $c = $s->accept) { sysread $c, my $b, 1; close $c }',
};

function database(program: string): object {
  return {
    image: TINY,
    ports: ['5432'],
    entrypoint: ['perl', '-MIO::Socket::INET', '-e', (LISTEN + program).replaceAll('$', '$$$$')],
  };
}

async function startFile(services: object, options: Partial<StartStackOptions> = {}) {
  await using folder = await composeFolder({ 'compose.yaml': { services } });
  return await start({ root: folder.path, ...options });
}

async function failureOf(services: object) {
  await using folder = await composeFolder({ 'compose.yaml': { services } });
  return await failure({ root: folder.path, timeoutMs: SHORT_MS });
}

async function healthOf(containerId: string): Promise<string> {
  const format = '{{.State.Health.Status}}';
  return (await runDocker(engine, ['inspect', '--format', format, containerId])).stdout.trim();
}

describe.concurrent('a service without a health check is ready', () => {
  test('when its pages work, if it has none called /health', async () => {
    await using stack = await startFile({ web: { image: TINY, environment: { HEALTH_STATUS: '404' } } });

    expect((await fetch(`${stack.service('web').url}/self`)).status).toBe(200);
  });

  test.each(Object.entries(DATABASES))(
    'when its port is open, if it speaks no HTTP: %s',
    async (_, program) => {
      await using stack = await startFile({ store: database(program) });

      expect(stack.service('store').hostPort).toBeGreaterThan(0);
    },
  );

  test('and not before somebody listens on its port', async () => {
    const error = await failureOf({
      store: { image: ROOT_IMAGE, ports: ['5432'], command: ['sleep', '60'] },
    });

    expect(error.code).toBe('service-not-ready');
    expect(error.message).toContain('/health on its port does not answer');
  });

  test('when a port answers that the file exposes and does not publish', async () => {
    const slow = ['sh', '-c', 'sleep 1; exec perl /serve.pl'];
    const services = {
      web: { image: ROOT_IMAGE, expose: ['80'], volumes: ['./serve.pl:/serve.pl'], entrypoint: slow },
    };
    const script = await readFile(join(import.meta.dirname, 'fixtures/tiny-service/serve.pl'), 'utf8');
    await using folder = await composeFolder({ 'compose.yaml': { services }, 'serve.pl': script });

    await using stack = await start({ root: folder.path });

    expect((await fetch(`${stack.service('web').url}/health`)).status).toBe(200);
  });

  test('when it runs, if it has no port; asked for its address, it says so', async () => {
    await using stack = await startFile({ worker: { image: ROOT_IMAGE, command: ['sleep', '60'] } });
    const [worker] = stack.services;

    expect(worker).toMatchObject({
      name: 'worker',
      state: 'running',
      url: null,
      containerPort: null,
      ports: [],
    });
    expect(() => stack.service('worker').url).toThrow(/"worker" cannot be reached: it has no port/);
  });

  test('when it has ended with 0, and is still there to be asked for its log', async () => {
    await using stack = await startFile({ once: { image: ROOT_IMAGE, command: ['echo', 'done'] } });

    expect((await stack.service('once').logs()).map(({ text }) => text)).toEqual(['done']);
  });

  test('and never when it has ended with anything else', async () => {
    const error = await failureOf({
      once: { image: ROOT_IMAGE, command: ['sh', '-c', 'sleep 0.2; exit 3'] },
    });

    expect(error.code).toBe('service-exited');
    expect(error.message).toMatch(/service "once" ended .*exit code 3/);
  });
});

describe.concurrent('a health check', () => {
  const check = { test: ['CMD', 'test', '-f', '/tmp/well'], interval: '100ms', timeout: '5s', retries: 100 };
  const getsWell = ['sh', '-c', 'sleep 1; touch /tmp/well; sleep 60'];

  test('of the compose file is waited for', async () => {
    await using stack = await startFile({
      slow: { image: ROOT_IMAGE, command: getsWell, healthcheck: check },
    });

    expect(await healthOf(stack.service('slow').containerId)).toBe('healthy');
  });

  test('is waited for although the port answers already', async () => {
    const service = {
      image: TINY,
      entrypoint: ['sh', '-c', '(sleep 1; touch /tmp/well) & exec perl /serve.pl'],
    };

    await using stack = await startFile({ web: { ...service, healthcheck: check, tmpfs: ['/tmp'] } });

    expect(await healthOf(stack.service('web').containerId)).toBe('healthy');
  });

  test('of the image is waited for as well', async () => {
    const dockerfile = `FROM ${TINY}\nHEALTHCHECK --interval=100ms --retries=100 CMD ["test", "-f", "/tmp/well"]\n`;
    await runDocker(engine, ['build', '--quiet', '--tag', CHECKED, '-'], { input: dockerfile });
    const entrypoint = ['sh', '-c', '(sleep 1; touch /tmp/well) & exec perl /serve.pl'];

    await using stack = await startFile({ web: { image: CHECKED, entrypoint, tmpfs: ['/tmp'] } });

    expect(await healthOf(stack.service('web').containerId)).toBe('healthy');
  });

  test('that fails ends the start, with what it said', async () => {
    const fails = {
      test: ['CMD-SHELL', 'echo no table called orders; exit 1'],
      interval: '100ms',
      retries: 1,
    };

    const error = await failureOf({ web: { image: TINY, healthcheck: fails } });

    expect(error.code).toBe('service-not-ready');
    expect(error.message).toContain('service "web" is unhealthy');
    expect(error.evidence).toContain('its health check said: no table called orders');
  });

  test('that is switched off is not waited for', async () => {
    await using stack = await startFile({ web: { image: TINY, healthcheck: { disable: true } } });

    expect((await fetch(`${stack.service('web').url}/health`)).status).toBe(200);
  });
});
