// Proves that what an engine or a plan does not know is refused in one message, before anything is built or started.
import { afterAll, expect, test } from 'vitest';
import { runTyped } from './wrong-uses/run-typed.ts';
import { wrongUses } from './wrong-uses/table.ts';
import { makeThings } from './wrong-uses/things.ts';

const things = makeThings();
afterAll(() => things[Symbol.dispose]());

test.for(wrongUses('With an engine'))('$typed', async ({ typed, exitCode, says }) => {
  const ran = await runTyped(typed, things);

  expect(ran.stderr).toBe(says);
  expect([ran.stdout, ran.exitCode]).toEqual(['', exitCode]);
});
