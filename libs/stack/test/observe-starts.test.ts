// Proves that several images are started in turn, each as its service, and that none is left, ready or not.
import type { Engine } from '@drydock/engine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ObserveStartsOptions, observeStarts } from '../src/index.ts';
import { objectsNamed } from './fixtures/objects.ts';
import { engineWithObserved, forProject, imageOf, newProject, OBSERVED } from './fixtures/observe.ts';

const PROJECT = newProject();
let engine: Engine;

beforeAll(async () => {
  engine = forProject(await engineWithObserved(), PROJECT);
});
afterAll(async () => {
  expect(await objectsNamed(engine, PROJECT)).toEqual([]);
});

function observe(options: Pick<ObserveStartsOptions, 'candidates' | 'rounds' | 'onStart' | 'timeoutMs'>) {
  return observeStarts(engine, {
    root: OBSERVED,
    idleAfterMs: 100,
    ...options,
  });
}

test.concurrent('images take turns, and each has a time for each round', async () => {
  const candidates = [
    { service: 'hardened', image: imageOf('plain') },
    { service: 'hardened', image: imageOf('healthy') },
  ];
  const order: string[] = [];

  const observed = await observe({
    candidates,
    rounds: 2,
    onStart: ({ image }, round) => order.push(`${image} ${round}`),
  });

  const [plain, healthy] = candidates.map(({ image }) => image);
  expect(order).toEqual([`${plain} 1`, `${healthy} 1`, `${plain} 2`, `${healthy} 2`]);
  const times = [expect.any(Number), expect.any(Number)];
  expect(observed).toEqual(
    candidates.map((candidate) => ({
      ...candidate,
      readyAfterMs: times,
      idleMemoryBytes: expect.any(Number),
    })),
  );
});

test.concurrent('an image that cannot start is named', async () => {
  const candidates = [{ service: 'hardened', image: imageOf('no-program') }];

  await expect(observe({ candidates, rounds: 1 })).rejects.toThrow(
    `${imageOf('no-program')} does not get ready as service "hardened"`,
  );
});
