// Proves that the long runs and benchmarks say what they do not understand, in one line, before they start anything.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/services.ts';

test.each([
  ['test/bench/labs.ts', ['99'], /there is no lab "99"/],
  ['test/bench/labs.ts', ['--rounds', 'x'], /--rounds is "x", expected a whole number from 1 on/],
  ['test/bench/durability.ts', ['--second', '5'], /Unknown option '--second'/],
  ['test/bench/durability.ts', ['5'], /Unexpected argument '5'/],
  ['test/layers/compare-generated.ts', ['--count', '0'], /--count is "0", expected a whole number from 1 on/],
  ['test/bad-input/fuzz-services.ts', ['--count', '0'], /--count is "0", expected a whole number from 1 on/],
  ['libs/stack/fuzz/compare-compose.ts', ['--count', '0'], /--count is "0", expected a whole number/],
  ['libs/stack/fuzz/compare-compose.ts', ['--sead', 'x'], /Unknown option '--sead'/],
  ['test/faults/kills/main.ts', ['--access-log', '0', '--image-gallery', '0'], /nothing is to be killed/],
])('%s %j', (script, args, said) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    encoding: 'utf8',
  });

  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect([stdout, status]).toEqual(['', 2]);
});
