// Proves that each thing a service does or fails to do while it runs for real is recorded, and nothing else is.
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObservedBehaviour } from '../src/index.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithObserved, forProject, newProject, observe } from './fixtures/observe.ts';

const PROJECT = newProject();
let engine: Engine;
let good: ObservedBehaviour;

beforeAll(async () => {
  engine = forProject(await engineWithObserved(), PROJECT);
  good = await observe(engine, { stage: 'healthy' });
});
afterAll(async () => {
  expect(await objectsNamed(engine, PROJECT)).toEqual([]);
});

test('a good service is recorded with all there is to know', () => {
  expect(good).toEqual({
    service: 'hardened',
    image: 'drydock/observed-service:healthy',
    readyAfterMs: expect.any(Number),
    ended: undefined,
    health: 'healthy',
    healthOutput: 'beats',
    idleMemoryBytes: expect.any(Number),
    stop: { tookMs: expect.any(Number), exitCode: 0, signal: 'SIGTERM', wasKilled: false },
    pid1: { command: ['perl', '/serve.pl'], executable: '/usr/bin/perl' },
    user: { uid: 65532, gid: 65532, capabilities: [], hasNoNewPrivileges: true },
    writes: [],
    readOnlyRoot: true,
    logs: [...Array.from({ length: 18 }, (_, index) => `line ${index + 8}`), 'listening', 'stopping'],
  });
});

describe.concurrent('getting ready', () => {
  test('takes as long as the service takes', { tags: 'thorough' }, async () => {
    const begun = performance.now();

    const slow = await observe(engine, { env: { READY_AFTER_MS: '1500' } });

    expect(slow.readyAfterMs).toBeGreaterThanOrEqual(1_500);
    // Both runs were as slow: one of them took less than the rest.
    expect(slow.readyAfterMs).toBeLessThan(performance.now() - begun - 1_500);
  });

  test('does not happen as long as /health says no, which is recorded, and the rest of it as well', {
    tags: 'thorough',
  }, async () => {
    const never = await observe(engine, { env: { HEALTH_STATUS: '503' }, timeoutMs: 6_000 });

    expect(never).toMatchObject({
      readyAfterMs: undefined,
      ended: undefined,
      idleMemoryBytes: undefined,
      pid1: { command: ['perl', '/serve.pl'] },
      stop: { exitCode: 0, wasKilled: false },
      readOnlyRoot: false,
    });
    expect(never.logs.at(-1)).toBe('stopping');
  });

  test('does not happen when the service ends: exit code and log say why', async () => {
    const crashed = await observe(engine, { env: { EXIT_WITH: '3' } });

    expect(crashed).toMatchObject({
      readyAfterMs: undefined,
      ended: { exitCode: 3, isOutOfMemory: false },
      stop: undefined,
      pid1: undefined,
      readOnlyRoot: false,
    });
    expect(crashed.logs).toHaveLength(20);
    expect(crashed.logs.at(-1)).toBe('refused: MODE is "odd"');
  });

  test('does not happen when the image has no such program: the engine says why', {
    tags: 'thorough',
  }, async () => {
    const broken = await observe(engine, { stage: 'no-program' });

    expect(broken).toMatchObject({ readyAfterMs: undefined, ended: { exitCode: 127 }, stop: undefined });
    expect(broken.logs.join()).toContain('/nowhere');
  });
});

describe.concurrent('health is what the engine says by the check of the image', () => {
  test('unhealthy, with what the check printed', async () => {
    const observed = await observe(engine, { stage: 'unhealthy', timeoutMs: 10_000 });

    expect(observed).toMatchObject({
      readyAfterMs: expect.any(Number),
      health: 'unhealthy',
      healthOutput: 'no pulse',
    });
  });

  test.each([
    ['none, when the image has no check', 'plain', 'none'],
    ['starting, when it does not make up its mind in time', 'undecided', 'starting'],
  ] as const)('%s', { tags: 'thorough' }, async (_title, stage, health) => {
    const observed = await observe(engine, { stage, timeoutMs: 10_000 });

    expect(observed).toMatchObject({ readyAfterMs: expect.any(Number), health, healthOutput: undefined });
  });
});

describe.concurrent('memory', () => {
  test('counts what the program holds', { tags: 'thorough' }, async () => {
    const hungry = await observe(engine, { env: { HUNGRY_MB: '64' } });

    expect(good.idleMemoryBytes).toBeGreaterThan(1_000_000);
    expect(good.idleMemoryBytes).toBeLessThan(64_000_000);
    expect(hungry.idleMemoryBytes).toBeGreaterThan(64_000_000);
  });

  test('is as much as the limit allows, and then the kernel ends the program', async () => {
    const starved = await observe(engine, { env: { HUNGRY_MB: '300' } });

    expect(starved).toMatchObject({ ended: { exitCode: 137, isOutOfMemory: true }, readyAfterMs: undefined });
  });
});

describe.concurrent('a stop', () => {
  test('takes as long as the service takes', { tags: 'thorough' }, async () => {
    const begun = performance.now();

    const lingering = await observe(engine, { env: { LINGER_MS: '700' } });

    expect(lingering.stop).toMatchObject({ exitCode: 0, wasKilled: false });
    expect(lingering.stop?.tookMs).toBeGreaterThanOrEqual(700);
    expect(lingering.stop?.tookMs).toBeLessThan(performance.now() - begun - 700);
  });

  test('ends with the exit code of the service', { tags: 'thorough' }, async () => {
    const odd = await observe(engine, { env: { ON_TERM: '4' } });

    expect(odd.stop).toMatchObject({ exitCode: 4, wasKilled: false });
  });

  test('becomes a kill when the grace period of the compose file is over', async () => {
    const deaf = await observe(engine, { env: { ON_TERM: 'ignore' } });

    expect(deaf.stop).toMatchObject({ exitCode: 137, signal: 'SIGTERM', wasKilled: true });
    expect(deaf.stop?.tookMs).toBeGreaterThanOrEqual(5_000);
  });

  test('begins with the signal that the image names', { tags: 'thorough' }, async () => {
    const own = await observe(engine, { stage: 'own-signal', env: { ON_TERM: 'ignore' } });

    expect(own.stop).toMatchObject({ exitCode: 7, signal: 'SIGUSR1', wasKilled: false });
  });
});

describe.concurrent('the first process', () => {
  test('is the shell of a shell-form entry point, to which a stop means nothing', async () => {
    const shelled = await observe(engine, { stage: 'shell-form' });

    expect(shelled).toMatchObject({
      pid1: { command: ['/bin/sh', '-c', 'perl /serve.pl; exit $?'], executable: '/usr/bin/dash' },
      stop: { wasKilled: true },
    });
  });

  test('is the entry point of the image, and not what the compose file puts in its place', {
    tags: 'thorough',
  }, async () => {
    const rewired = await observe(engine, { service: 'rewired' });

    expect(rewired.pid1?.command).toEqual(['perl', '/serve.pl']);
  });

  test('has the rights that the compose file leaves it', { tags: 'thorough' }, async () => {
    const soft = await observe(engine, { service: 'soft' });

    expect(soft.user).toMatchObject({ uid: 65532, gid: 65532, hasNoNewPrivileges: false });
  });
});

describe.concurrent('what it writes', () => {
  const WRITES =
    '/data/kept /tmp/scratch /new/scratch/deep /var/spool/pictures/one /etc/passwd /dev/shm/shared';

  test('is named where no volume or tmpfs is, as far as its user may write', {
    tags: 'thorough',
  }, async () => {
    const writing = await observe(engine, { env: { WRITES } });

    expect(writing).toMatchObject({ writes: ['/var/spool/pictures/one'], readOnlyRoot: true });
  });

  test('is named too when the compose file leaves the root writable', { tags: 'thorough' }, async () => {
    const soft = await observe(engine, { service: 'soft', env: { WRITES } });

    expect(soft).toMatchObject({
      writes: ['/data/kept', '/tmp/scratch', '/var/spool/pictures/one'],
      readOnlyRoot: true,
    });
  });

  test('and must write makes a read-only root impossible; all else is seen with a writable one', async () => {
    const env = { MUST_WRITE: '/var/spool/pictures/must' };

    const needy = await observe(engine, { stage: 'healthy', env });

    expect(needy).toMatchObject({
      readOnlyRoot: false,
      readyAfterMs: expect.any(Number),
      ended: undefined,
      health: 'healthy',
      stop: { exitCode: 0 },
      pid1: { command: ['perl', '/serve.pl'] },
      writes: ['/var/spool/pictures/must'],
    });
    expect(needy.logs.at(-1)).toBe(
      'refused: cannot write to /var/spool/pictures/must: Read-only file system',
    );
  });
});

describe.concurrent('what runs beside it', () => {
  test('is nothing, if not asked for', { tags: 'thorough' }, async () => {
    const alone = await observe(engine, { service: 'front', timeoutMs: 6_000 });

    expect(alone).toMatchObject({ readyAfterMs: undefined, ended: undefined });
    expect(alone.logs).toContain('waiting for middle');
  });

  test('is what it depends on, and what that depends on', async () => {
    const beside = await observe(engine, { service: 'front', with: 'dependencies' });

    expect(beside).toMatchObject({ readyAfterMs: expect.any(Number), readOnlyRoot: true });
  });
});
