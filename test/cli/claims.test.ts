// Proves that `drydock claims` tells of each claim as soon as it is through, and what it makes of one that is broken.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { copyWorkspace, finished, type Workspace } from '../support/run-drydock.ts';
import { until } from '../support/until.ts';

const HOLDS = "check: async (count) => expect(count, 'images').toBe(1)";
const BROKEN = "check: async (count) => expect(count, 'images').toBe(2)";
const TAKES_ITS_TIME =
  "check: async (count) => { await new Promise((done) => setTimeout(done, 2_000)); expect(count, 'images').toBe(1) }";
const NEVER_ENDS = 'check: () => new Promise(() => undefined)';

let workspace: Workspace;
let names: readonly string[];

vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => {
  workspace = copyWorkspace();
  names = readdirSync(join(workspace.folder, 'test/chapter')).sort();
});

afterAll(() => workspace[Symbol.dispose]());

/** Puts another claim in the place of one of the chapter's. */
function given(number: number, check: string): void {
  const name = names.find((one) => Number.parseInt(one, 10) === number) ?? '';
  const text = `// Sentence ${number} of a book.
import { expect } from 'vitest';
import { claim, statement } from '../support/claim.ts';

claim(import.meta.filename, () => {
  statement<number>('of images', {
    ${check},
    holds: { 'one is one': 1 },
    control: { 'three are not': { of: 3, red: /images: expected 3 to be \\d/ } },
  });
});
`;
  writeFileSync(join(workspace.folder, 'test/chapter', name), text);
}

test('the verdicts come in the order of the chapter, and a broken claim ends with 1', async () => {
  given(2, HOLDS);
  given(7, BROKEN);

  const { stdout, stderr, exitCode } = await workspace.run(['claims', '7', '2']);

  expect(exitCode, stderr).toBe(1);
  expect(
    stdout
      .replace(/[\d.]+ s$/gm, '0 s')
      .trim()
      .split('\n'),
  ).toEqual([
    '2  ✓ Sentence 2 of a book.',
    '        shown by 2 checks, 1 of them a control, in 0 s',
    '   7  ✗ Sentence 7 of a book.',
    '        1 of 2 checks are as they should be, in 0 s',
    '        of images: one is one',
    '          images: expected 1 to be 2 // Object.is equality',
    '',
    '1 of 2 claims hold, in 0 s',
  ]);
});

test('a file that cannot be loaded proves nothing, says why, and is not charged with the time of another', async () => {
  given(2, TAKES_ITS_TIME);
  given(7, HOLDS);
  workspace.edit(`test/chapter/${names.find((name) => name.startsWith('07'))}`, (text) =>
    text.replace("from 'vitest'", "from 'no-such-package'"),
  );

  const { stdout, exitCode } = await workspace.run(['claims', '--json', '2', '7']);

  expect(exitCode).toBe(1);
  const [two, seven] = JSON.parse(stdout);
  expect(two).toMatchObject({ number: 2, verdict: 'holds' });
  expect(seven).toMatchObject({ number: 7, verdict: 'unproven', checks: [] });
  expect(seven.message).toContain('no-such-package');
  expect(seven.tookMs).toBeLessThan(two.tookMs);
});

test('who interrupts it has the verdicts so far', async () => {
  given(2, HOLDS);
  given(7, NEVER_ENDS);
  const child = workspace.start(['claims', '2', '7']);
  let said = '';
  child.stdout?.on('data', (chunk) => (said += chunk));
  const ran = finished(child);

  await until('the first claim is proven', () => said.includes('Sentence 2'));
  child.kill('SIGINT');

  const { stdout, stderr, exitCode } = await ran;
  expect(stdout).toMatch(/2 {2}✓ Sentence 2 of a book/);
  expect(stderr).toMatch(/drydock: interrupted/);
  expect(exitCode).toBe(130);
});
