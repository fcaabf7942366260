// Proves that a start which fails or is cancelled says why, and leaves nothing behind.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StackEvent } from '../src/index.ts';
import { TWO_SERVICES } from './fixtures/open-engine.ts';
import { failure } from './fixtures/start-fresh.ts';

describe.concurrent('a stack that does not start', () => {
  test('says how a service ended: exit code, last log lines, command to rerun', async () => {
    const error = await failure({ env: { front: { EXIT_WITH: '3' } } });

    expect(error.code).toBe('service-exited');
    expect(error.summary).toBe('service "front" ended before it was ready: exit code 3');
    expect(error.evidence).toHaveLength(20);
    expect(error.evidence).toContain('front | line 29');
    expect(error.evidence).toContain('front | refused: MODE is "odd", expected "even"');
    expect(error.nextStep).toMatch(
      /^run it alone: docker run --rm --read-only .* --env EXIT_WITH=3 drydock\/tiny-service:test$/,
    );
  });

  test('says so as soon as it has ended, and not after the time limit', async () => {
    let [createdAt, knownAt] = [Number.NaN, Number.NaN];
    const onEvent = ({ type }: StackEvent) => {
      if (type === 'created') createdAt = performance.now();
      if (type === 'stopping') knownAt = performance.now();
    };

    await failure({ env: { front: { EXIT_WITH: '3' } }, timeoutMs: 60_000, onEvent });

    expect(knownAt - createdAt).toBeLessThan(8_000);
  });

  test('says what a service answered that was never ready', async () => {
    const error = await failure({ env: { back: { HEALTH_STATUS: '503' } }, timeoutMs: 6_000 });

    expect(error.code).toBe('service-not-ready');
    expect(error.summary).toBe('service "back" was not ready within 6 s; /health on its port answers 503');
    expect(error.evidence).toContain('back | /health');
  });

  test('names all images that are missing', async () => {
    const error = await failure({ images: { front: 'drydock/none:a', back: 'drydock/none:b' } });

    expect(error.code).toBe('image-missing');
    expect(error.summary).toBe('not built yet: drydock/none:b, drydock/none:a');
  });

  test('names a service that is not in the file', async () => {
    const error = await failure({ env: { frnt: {} } });

    expect(error).toMatchObject({ code: 'unknown-name', nextStep: 'did you mean "front"?' });
  });

  test('passes on what the engine refuses, in its words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'drydock-refused-'));
    const text = await readFile(join(TWO_SERVICES, 'compose.yaml'), 'utf8');
    await writeFile(join(folder, 'compose.yaml'), text.replace('cpus: 0.5', 'cpus: 4000'));

    const error = await failure({ root: folder });

    expect(error.code).toBe('service-refused');
    expect(error.evidence.join()).toContain('CPUs');
    await rm(folder, { recursive: true });
  });
});

describe.concurrent('a start that is cancelled leaves nothing', () => {
  const moments: [string, (event: StackEvent) => boolean][] = [
    ['when the network is there', ({ type }) => type === 'network'],
    ['when a container is created', ({ type }) => type === 'created'],
    ['when a service is ready', ({ type }) => type === 'ready'],
  ];

  test.each(moments)('%s', async (_title, isMoment) => {
    const controller = new AbortController();
    const onEvent = (event: StackEvent) => isMoment(event) && controller.abort();

    const error = await failure({ signal: controller.signal, onEvent });

    expect(error.code).toBe('cancelled');
  });

  test.each([0, 50, 100, 150, 200, 300, 400, 600, 800])(
    'after %d ms',
    { tags: 'thorough' },
    async (afterMs) => {
      const error = await failure({
        signal: AbortSignal.timeout(afterMs),
        env: { back: { HEALTH_STATUS: '503' } },
      });

      expect(error.code).toBe('cancelled');
    },
  );
});
