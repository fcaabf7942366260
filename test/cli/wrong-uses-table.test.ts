// Proves that each of two hundred wrong uses is told in words, with the next step, and never as a bug.
import { afterAll, expect, test } from 'vitest';
import { runTyped } from './wrong-uses/run-typed.ts';
import { type WrongUse, wrongUses } from './wrong-uses/table.ts';
import { makeThings } from './wrong-uses/things.ts';

const things = makeThings();
afterAll(() => things[Symbol.dispose]());

const rows = wrongUses('Without an engine');
/** Contracts are loaded in threads of their own, which takes a second each; two of these stay. */
const loadsContracts = ({ typed, says }: WrongUse) =>
  /(^| )(check|sizes)( |$)/.test(typed) &&
  !typed.startsWith('lab ') &&
  !says.includes('--help') &&
  !/class\.contract|1 check$/.test(typed);

test.for(rows.filter((row) => !loadsContracts(row)))('$typed', isToldInWords);
test.for(rows.filter(loadsContracts))('$typed', { tags: 'thorough' }, isToldInWords);

async function isToldInWords({ typed, exitCode, says }: WrongUse): Promise<void> {
  const ran = await runTyped(typed, things);

  expect(ran.stderr).toBe(says);
  expect([ran.stdout, ran.exitCode]).toEqual(['', exitCode]);
}

test('the table holds more than two hundred, each once, and none is a bug', () => {
  const all = [...rows, ...wrongUses('With an engine')];

  expect(all.length).toBeGreaterThan(200);
  expect(new Set(all.map(({ typed }) => typed)).size).toBe(all.length);
  for (const { typed, says } of all) {
    expect(says, typed).toMatch(/^drydock: /);
    expect(says, typed).not.toMatch(/this is a bug|^\s+at |\[object|undefined|NaN /m);
  }
});
