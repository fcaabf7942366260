// Proves that visits outlive the engine: stopped, it is started again by the next command, which finds them.
import { expect, test } from 'vitest';
import { openOtherStore } from '../support/other-store.ts';
import { openTestEngine } from '../support/services.ts';
import { keptCopy, SERVICE_NAMES } from './kept-copy.ts';
import { accessLogOf, postVisit, storedVisits } from './visits.ts';

test('up after the engine was stopped has the visits of before', { timeout: 600_000 }, async () => {
  await using other = await openOtherStore(await openTestEngine());
  const { engine, env } = other;
  await other.take(SERVICE_NAMES.map((name) => `drydock/${name}:local`));
  await using copy = await keptCopy(engine, env);
  await copy.run(['up', '--no-build']);
  await postVisit((await accessLogOf(engine, copy.stack)) ?? '', 'before');

  const stopped = await copy.run(['engine', 'stop']);
  const up = await copy.run(['up', '--no-build']);

  expect(stopped.exitCode, stopped.stderr).toBe(0);
  expect(up.exitCode, up.stderr).toBe(0);
  expect(await storedVisits((await accessLogOf(engine, copy.stack)) ?? '')).toEqual(new Set(['before']));
});
