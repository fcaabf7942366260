// Proves that services start in the order that depends_on asks for, and that a start says whom it waited for in vain.
import { ROOT_IMAGE, runDocker } from '@drydock/engine';
import { describe, expect, test } from 'vitest';
import { composeFolder } from './fixtures/compose-folder.ts';
import { engine, failure, start } from './fixtures/start-fresh.ts';

const TINY = 'drydock/tiny-service:test';
const volumes = ['shared:/shared'];
/** For a line to get into the log, on a machine with other work. */
const POLL = { timeout: 30_000 };

/** A file of a service that writes, and one that needs what was written when it starts. */
function file(writer: object, condition: string): object {
  const reader = {
    image: ROOT_IMAGE,
    command: ['sh', '-c', 'cat /shared/schema && sleep 60'],
    volumes,
    depends_on: { writer: { condition } },
  };
  return {
    services: { reader, writer: { image: ROOT_IMAGE, volumes, ...writer } },
    volumes: { shared: null },
  };
}

async function startFile(compose: object) {
  await using folder = await composeFolder({ 'compose.yaml': compose });
  return await start({ root: folder.path });
}

async function failureOf(compose: object, timeoutMs: number) {
  await using folder = await composeFolder({ 'compose.yaml': compose });
  return await failure({ root: folder.path, timeoutMs });
}

async function startedAt(containerId: string): Promise<number> {
  const { stdout } = await runDocker(engine, ['inspect', '--format', '{{.State.StartedAt}}', containerId]);
  return Date.parse(stdout.trim());
}

test.concurrent('a file of which no service is active is not started', async () => {
  const error = await failureOf({ services: { debug: { image: TINY, profiles: ['debug'] } } }, 3_000);

  expect(error.message).toMatch(/no service of .*compose\.yaml is active/);
  expect(error.nextStep).toContain('COMPOSE_PROFILES');
});

describe.concurrent('a service that depends on another', () => {
  test('starts when that one has ended with 0', async () => {
    const writer = { command: ['sh', '-c', 'sleep 1; echo tables > /shared/schema'] };

    await using stack = await startFile(file(writer, 'service_completed_successfully'));

    await expect.poll(async () => (await stack.service('reader').logs())[0]?.text, POLL).toBe('tables');
    expect(stack.services.find(({ name }) => name === 'writer')).toMatchObject({
      state: 'exited',
      exitCode: 0,
    });
  });

  test('starts when that one is healthy', async () => {
    const writer = {
      command: ['sh', '-c', 'sleep 1; echo tables > /shared/schema; sleep 60'],
      healthcheck: { test: ['CMD', 'test', '-s', '/shared/schema'], interval: '100ms', retries: 100 },
    };

    await using stack = await startFile(file(writer, 'service_healthy'));

    await expect.poll(async () => (await stack.service('reader').logs())[0]?.text, POLL).toBe('tables');
  });

  test('starts after that one has started, without waiting for more', async () => {
    const services = {
      front: { image: TINY, depends_on: ['back'] },
      back: { image: TINY, environment: { HEALTH_STATUS: '200' } },
    };

    await using stack = await startFile({ services });
    const [front, back] = [stack.service('front'), stack.service('back')];

    expect(await startedAt(front.containerId)).toBeGreaterThan(await startedAt(back.containerId));
  });

  test('starts without one that it does not require, and whose profile is not active', async () => {
    const services = {
      web: { image: TINY, depends_on: { debug: { condition: 'service_healthy', required: false } } },
      debug: { image: TINY, profiles: ['debug'] },
    };

    await using stack = await startFile({ services });

    expect(stack.services.map(({ name }) => name)).toEqual(['web']);
  });

  test('is not started when that one fails, which is said of the one that failed', async () => {
    const error = await failureOf(
      file({ command: ['sh', '-c', 'exit 4'] }, 'service_completed_successfully'),
      60_000,
    );

    expect(error.code).toBe('service-exited');
    expect(error.message).toContain(
      'service "writer" failed, and other services need it to succeed: exit code 4',
    );
  });

  test('waits in vain for one that never ends, which is said after the time limit', async () => {
    const error = await failureOf(
      file({ command: ['sleep', '60'] }, 'service_completed_successfully'),
      3_000,
    );

    expect(error.code).toBe('service-not-ready');
    expect(error.message).toContain('"writer" was not ready within 3 s; it has not ended');
  });
});
