// Proves that whatever a changed line can break is among what Nx runs after it, and that the check would notice if not.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/services.ts';

interface Run {
  readonly code: number;
  readonly stdout: string;
}

/** In a process of its own: Nx looks for its workspace once. */
function mutations(...args: readonly string[]): Promise<Run> {
  const script = join(ROOT, 'test/graph/mutations.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', script, ...args],
      { cwd: ROOT },
      (error, stdout) => resolve({ code: Number(error?.code ?? 0), stdout }),
    );
  });
}

test('fifty changed lines skip nothing', { tags: 'thorough', timeout: 600_000 }, async () => {
  const { code, stdout } = await mutations('--count', '50', '--seed', 'fifty');

  expect(stdout).toMatch(/\n50 mutations, 0 false skips\n$/);
  expect(code).toBe(0);
});

test.for([
  [
    'what a suite runs',
    "'test-network'",
    /false skip: \S+:\d+ .*: test-network:test is not affected, but \S+ starts/,
  ],
  ['what a library reads', 'contracts: [{', /: contracts:test is not affected, but \S+ uses the image/],
] as const)(
  'an edge that is missing is found: %s',
  { tags: 'thorough', timeout: 600_000 },
  async ([, forgotten, told]) => {
    const { code, stdout } = await mutations('--count', '60', '--seed', 'forgotten', '--forget', forgotten);

    expect(stdout).toMatch(told);
    expect(code).toBe(1);
  },
);
