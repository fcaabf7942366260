// Proves what `drydock claims` makes of the tests of a claim, and that its lines fit.
import { expect, test } from 'vitest';
import { claimLines, totalLine } from '../src/claims/claim-lines.ts';
import { provenClaim } from '../src/claims/proven-claim.ts';
import type { Check, FileReport } from '../src/claims/report.ts';
import type { Terminal } from '../src/image/format.ts';

const claim = {
  number: 4,
  sentence: 'However many stages, one image comes out.',
  file: 'test/chapter/04-one.test.ts',
};
const plain = (columns: number): Terminal => ({ columns, paint: (_, text) => text });

const statement = 'of four stages';
const passed: Check = { statement, of: 'one is listed', state: 'passed', message: '' };
const control: Check = { ...passed, of: 'control: two targets' };
const report = (checks: readonly Check[], message = ''): FileReport => ({
  file: 'chapter/04-one.test.ts',
  tookMs: 2_512,
  checks,
  message,
});

test('a claim holds when all its checks are as they should be, in 2.5 s', () => {
  const proven = provenClaim(claim, report([passed, control]));

  expect(proven).toMatchObject({ ...claim, verdict: 'holds' });
  expect(claimLines(plain(80), proven)).toEqual([
    '   4  ✓ However many stages, one image comes out.',
    '        shown by 2 checks, 1 of them a control, in 2.5 s',
  ]);
});

test('a claim is broken when a check is red', () => {
  const failed: Check = { ...passed, state: 'failed', message: 'images: expected 2 to be 1' };
  const proven = provenClaim(claim, report([failed, control]));

  expect(proven.verdict).toBe('broken');
  expect(claimLines(plain(80), proven)).toEqual([
    '   4  ✗ However many stages, one image comes out.',
    '        1 of 2 checks are as they should be, in 2.5 s',
    '        of four stages: one is listed',
    '          images: expected 2 to be 1',
  ]);
});

test.each([
  ['whose file could not be loaded', report([], 'no engine')],
  ['whose tests were not run', report([{ ...passed, state: 'skipped' }])],
  ['one of whose hooks failed', report([passed, control], 'the engine did not stop')],
  ['without a test', report([])],
  ['whose file was not reached', undefined],
])('a claim %s is neither', (_, ofFile) => {
  expect(provenClaim(claim, ofFile).verdict).toBe('unproven');
});

test('lines are broken to fit', () => {
  const lines = claimLines(plain(46), provenClaim(claim, report([passed, control])));

  expect(lines.slice(0, 3)).toEqual([
    '   4  ✓ However many stages, one image comes',
    '        out.',
    '        shown by 2 checks, 1 of them a control, in 2.5 s',
  ]);
});

test('the last line counts them, with the time of all', () => {
  const proven = [provenClaim(claim, report([passed, control])), provenClaim(claim)];

  expect(totalLine(proven)).toBe('1 of 2 claims hold, in 2.5 s');
});
