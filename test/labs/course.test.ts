// Proves that every lab of the course is as its author meant it: the start fails at the first task, the solution
// passes, each wrong answer is told what leads to its mend, and no file is amiss.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { finished, startDrydock } from '../support/run-drydock.ts';
import { ROOT } from '../support/services.ts';
import { until } from '../support/until.ts';

/** One of builds alone, and one of containers: `npm test` verifies no other. */
const REPRESENTATIVES = ['01-first-run', '10-entry-point-and-signals'];
/** Toolchains may have to be made first. */
const TIMEOUT_MS = 600_000;

vi.setConfig({ testTimeout: TIMEOUT_MS });

const labs = readdirSync(join(ROOT, 'labs'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test('there is a course', () => {
  expect(labs.length).toBeGreaterThan(REPRESENTATIVES.length);
});

describe.each([
  { which: 'that represent the course', names: REPRESENTATIVES, tags: [] },
  {
    which: 'beside those',
    names: labs.filter((lab) => !REPRESENTATIVES.includes(lab)),
    tags: ['thorough'],
  },
])('of the labs $which', ({ names, tags }) => {
  let verifying: ReturnType<typeof verify> | undefined;
  const begun = () => {
    verifying ??= verify(names);
    return verifying;
  };

  afterAll(() => verifying?.end());

  test.each(names)('%s is as its author meant it', { tags }, async (lab) => {
    expect(await begun().verdictOf(lab)).toMatch(/^✓ \d\d-\S+: \d+ folders graded as they should be/);
  });

  test('none is amiss, so the command ends with 0', { tags }, async () => {
    const { exitCode, stdout, stderr } = await begun().ran;

    expect(exitCode, `${stdout}${stderr}`).toBe(0);
  });
});

/** Verifies labs by one run of the command, which tells of each as soon as it is known. */
function verify(names: readonly string[]) {
  const child = startDrydock(['lab', 'verify', ...names]);
  let said = '';
  let isOver = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ran = finished(child).finally(() => (isOver = true));
  return {
    ran,
    /** All that was said of a lab. */
    verdictOf: async (lab: string): Promise<string> => {
      const verdict = () => new RegExp(`^[✓✗] ${lab}: .*\\n( .*\\n)*`, 'm').exec(said)?.[0];
      await until(`a verdict on ${lab}`, () => isOver || verdict() !== undefined, TIMEOUT_MS);
      return verdict() ?? `nothing was said of ${lab}: ${(await ran).stderr}`;
    },
    end: async () => {
      child.kill();
      await ran;
    },
  };
}
