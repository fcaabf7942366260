// Proves that every lab of the course is as its author meant it: the start fails at the first task, the solution
// passes, each wrong answer is told what leads to its mend, and no file is amiss.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDrydock } from '../support/run-drydock.ts';
import { ROOT } from '../support/services.ts';

/** Toolchains may have to be made first. */
const TIMEOUT_MS = 600_000;

const labs = readdirSync(join(ROOT, 'labs'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test('there is a course', () => {
  expect(labs.length).toBeGreaterThan(1);
});

test.each(labs)('%s is as its author meant it', { timeout: TIMEOUT_MS }, async (lab) => {
  const { stdout, stderr, exitCode } = await runDrydock(['lab', 'verify', lab]);

  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toMatch(/^✓ \d\d-\S+: \d+ folders graded as they should be/);
});
