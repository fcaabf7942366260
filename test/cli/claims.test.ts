// Proves that `drydock claims` tells of each claim as soon as it is through, and what it makes of one that is broken.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyWorkspace, finished, type Workspace } from '../support/run-drydock.ts';
import { until } from '../support/until.ts';

const HOLDS = "check: async (count) => expect(count, 'images').toBe(1)";
const BROKEN = "check: async (count) => expect(count, 'images').toBe(2)";
const TAKES_ITS_TIME =
  "check: async (count) => { await new Promise((done) => setTimeout(done, 2_000)); expect(count, 'images').toBe(1) }";
const NEVER_ENDS = 'check: () => new Promise(() => undefined)';

/** A copy with other claims in the place of some of the chapter's. */
function given(claims: Readonly<Record<number, string>>): Workspace {
  const copy = copyWorkspace();
  for (const [number, check] of Object.entries(claims))
    writeFileSync(join(copy.folder, fileOf(copy, Number(number))), claimText(number, check));
  return copy;
}

function fileOf({ folder }: Workspace, number: number): string {
  const names = readdirSync(join(folder, 'test/chapter'));
  return `test/chapter/${names.find((name) => Number.parseInt(name, 10) === number)}`;
}

function claimText(number: string, check: string): string {
  return `// Sentence ${number} of a book.
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
}

test.concurrent('the verdicts come in the order of the chapter, and a broken claim ends with 1', async () => {
  using copy = given({ 2: HOLDS, 7: BROKEN });

  const { stdout, stderr, exitCode } = await copy.run(['claims', '7', '2']);

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

test.concurrent('a file that cannot be loaded proves nothing, says why, and is not charged with the time of another', {
  tags: 'thorough',
}, async () => {
  using copy = given({ 2: TAKES_ITS_TIME, 7: HOLDS });
  copy.edit(fileOf(copy, 7), (text) => text.replace("from 'vitest'", "from 'no-such-package'"));

  const { stdout, exitCode } = await copy.run(['claims', '--json', '2', '7']);

  expect(exitCode).toBe(1);
  const [two, seven] = JSON.parse(stdout);
  expect(two).toMatchObject({ number: 2, verdict: 'holds' });
  expect(seven).toMatchObject({ number: 7, verdict: 'unproven', checks: [] });
  expect(seven.message).toContain('no-such-package');
  expect(seven.tookMs).toBeLessThan(two.tookMs);
});

test.concurrent('who interrupts it has the verdicts so far', { tags: 'thorough' }, async () => {
  using copy = given({ 2: HOLDS, 7: NEVER_ENDS });
  const child = copy.start(['claims', '2', '7']);
  let said = '';
  child.stdout?.on('data', (chunk) => (said += chunk));
  const ran = finished(child);

  await until('the first claim is proven', () => said.includes('Sentence 2'), 110_000);
  child.kill('SIGINT');

  const { stdout, stderr, exitCode } = await ran;
  expect(stdout).toMatch(/2 {2}✓ Sentence 2 of a book/);
  expect(stderr).toMatch(/drydock: interrupted/);
  expect(exitCode).toBe(130);
});
