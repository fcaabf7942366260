// Proves that SIGKILL loses nothing that was acknowledged, and that nothing is counted twice. A short run of what
// `npm run test:kills` does for longer.
import type { Engine } from '@drydock/engine';
import type { Stack } from '@drydock/stack';
import { beforeAll, expect, test } from 'vitest';
import { openTestEngine, startServices } from '../../support/services.ts';
import type { Figures } from './figures.ts';
import { type KillOptions, killAccessLog } from './kill-access-log.ts';
import { killImageGallery } from './kill-image-gallery.ts';

const SEED = 'npm test';
/** With the start of a stack for each, on a machine with other work. */
const TIMEOUT_MS = 600_000;

let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

interface KillRun {
  readonly service: string;
  readonly kill: (stack: Stack, options: KillOptions) => Promise<Figures>;
  readonly kills: number;
}

async function expectNothingLost({ service, kill, kills }: KillRun): Promise<void> {
  await using stack = await startServices(engine);

  const figures = await kill(stack, { kills, seed: SEED });

  expect(figures).toMatchObject({ service, kills, lost: [], double: [], wrong: [] });
  expect(figures.acknowledged).toBeGreaterThan(kills);
  expect(figures.stored).toBeGreaterThanOrEqual(figures.acknowledged);
}

test('access-log is killed under load', { timeout: TIMEOUT_MS }, () =>
  expectNothingLost({ service: 'access-log', kill: killAccessLog, kills: 5 }),
);

test('image-gallery is killed under load', { timeout: TIMEOUT_MS, tags: 'thorough' }, () =>
  expectNothingLost({ service: 'image-gallery', kill: killImageGallery, kills: 3 }),
);

test('the same check finds what is lost where it is: on a volume that a stop empties', {
  timeout: TIMEOUT_MS,
  tags: 'thorough',
}, async () => {
  await using stack = await startServices(engine, { volumeSizes: { 'access-log-data': 16_000_000 } });

  const { lost } = await killAccessLog(stack, { kills: 1, seed: SEED });

  expect(lost.length).toBeGreaterThan(0);
});
