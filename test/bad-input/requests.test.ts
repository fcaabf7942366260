// Proves that the services answer requests of all kinds as they are described, and live on. npm run fuzz:services has more of them.
import type { Engine } from '@drydock/engine';
import type { Stack } from '@drydock/stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEngine, SERVICES } from '../support/services.ts';
import { readDescription, type ServiceName } from './description.ts';
import { fuzzService, openBudget } from './fuzz-service.ts';
import { startFuzzedServices } from './start-fuzzed-services.ts';
import { type Watch, watchContainers } from './watch-containers.ts';

const FEW = 80;
const MANY = 400;
const seed = Date.now() % 1_000_000;
let engine: Engine;
let stack: Stack;
let watch: Watch;

beforeAll(async () => {
  engine = await openTestEngine();
  stack = await startFuzzedServices(engine);
  watch = await watchContainers(engine, stack);
});

afterAll(() => stack?.stop());

async function answersAsDescribed(service: ServiceName, count: number): Promise<void> {
  const description = await readDescription(service);

  const result = await fuzzService({
    description,
    url: stack.service(service).url,
    takeBatch: openBudget(count),
    seed,
    concurrency: 4,
  });

  expect(result.failures.join('\n\n')).toBe('');
  expect(result.requests).toBeGreaterThanOrEqual(count);
  expect(Object.keys(result.byClass)).toEqual(expect.arrayContaining(['2xx', '4xx']));
}

test.concurrent.each(SERVICES)(`%s answers ${FEW} requests of seed ${seed} as it is described`, (service) =>
  answersAsDescribed(service, FEW),
);

test.concurrent.each(SERVICES)(
  `%s answers ${MANY} requests of seed ${seed} as it is described`,
  { tags: 'thorough' },
  (service) => answersAsDescribed(service, MANY),
);

test('no container has ended meanwhile', async () => {
  expect(await watch.end()).toEqual([]);
});
