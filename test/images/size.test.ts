// Proves that each final image fits its first size budget, read from its layers and not from the engine's own figure.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';
import { readImage } from '@drydock/layers';
import { beforeAll, expect, test } from 'vitest';
import { openTestEngine, SERVICES } from '../support/services.ts';

const budgets: Record<string, { unpackedBytes: number; reason: string }> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'budgets.json'), 'utf8'),
);
let engine: Engine;

beforeAll(async () => {
  engine = await openTestEngine();
});

test('every service has a budget, and nothing else has', () => {
  expect(Object.keys(budgets).sort()).toEqual(SERVICES.map((name) => `drydock/${name}:local`).sort());
});

test.each(Object.entries(budgets))('%s fits its budget', async (image, { unpackedBytes, reason }) => {
  const { unpackedBytes: actual, layers } = await readImage(engine, image);

  const largest = layers.toSorted((a, b) => b.unpackedBytes - a.unpackedBytes)[0];
  const message = `${image} is ${actual} bytes, budget ${unpackedBytes} (${reason}); largest layer ${largest?.unpackedBytes}`;
  expect(actual, message).toBeLessThanOrEqual(unpackedBytes);
});
