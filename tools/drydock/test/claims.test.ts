// Proves what `drydock claims` makes of a report of Vitest, and that its lines fit.
import { expect, test } from 'vitest';
import { claimLines, totalLine } from '../src/claims/claim-lines.ts';
import { readProofs } from '../src/claims/read-proofs.ts';
import type { Terminal } from '../src/image/format.ts';

const claim = {
  number: 4,
  sentence: 'However many stages, one image comes out.',
  file: 'test/chapter/04-one.test.ts',
};
const plain = (columns: number): Terminal => ({ columns, paint: (_, text) => text });

interface TestOf {
  readonly title: string;
  readonly status: string;
  readonly failureMessages?: readonly string[];
}

function report(tests: readonly TestOf[], message = ''): string {
  const assertionResults = tests.map((one) => ({
    ancestorTitles: [claim.sentence, 'of four stages'],
    ...one,
  }));
  return JSON.stringify({
    testResults: [
      {
        name: '/repo/test/chapter/04-one.test.ts',
        message,
        startTime: 1_000,
        endTime: 3_512.4,
        assertionResults,
      },
    ],
  });
}

const passed = { title: 'one is listed', status: 'passed' };
const control = { title: 'control: two targets', status: 'passed' };

test('a claim holds when all its checks are as they should be, in 2.5 s', () => {
  const [proven] = readProofs([claim], report([passed, control]));

  expect(proven).toMatchObject({ ...claim, verdict: 'holds' });
  expect(proven && claimLines(plain(80), proven)).toEqual([
    '   4  ✓ However many stages, one image comes out.',
    '        shown by 2 checks, 1 of them a control, in 2.5 s',
  ]);
});

test('a claim is broken when a check is red, which is told without a stack', () => {
  const failureMessages = [
    'AssertionError: images: expected 2 to be 1\n    at check (file.ts:1:2)\n    at run',
  ];
  const [proven] = readProofs([claim], report([{ ...passed, status: 'failed', failureMessages }, control]));

  expect(proven?.verdict).toBe('broken');
  expect(proven && claimLines(plain(80), proven)).toEqual([
    '   4  ✗ However many stages, one image comes out.',
    '        1 of 2 checks are as they should be, in 2.5 s',
    '        of four stages: one is listed',
    '          AssertionError: images: expected 2 to be 1',
  ]);
});

test.each([
  ['whose file could not be loaded', report([], 'no engine')],
  ['whose tests were not run', report([{ ...passed, status: 'skipped' }])],
  ['without a test', report([])],
  ['that the report does not know', JSON.stringify({ testResults: [] })],
])('a claim %s is neither', (_, text) => {
  expect(readProofs([claim], text)[0]?.verdict).toBe('unproven');
});

test('lines are broken to fit', () => {
  const proven = readProofs([claim], report([passed, control]));

  const lines = proven.flatMap((one) => claimLines(plain(46), one));

  expect(lines.slice(0, 3)).toEqual([
    '   4  ✓ However many stages, one image comes',
    '        out.',
    '        shown by 2 checks, 1 of them a control, in 2.5 s',
  ]);
});

test('the last line counts them, with the time of all', () => {
  const proven = readProofs(
    [claim, { ...claim, file: 'test/chapter/05-two.test.ts' }],
    report([passed, control]),
  );

  expect(totalLine(proven)).toBe('1 of 2 claims hold, in 2.5 s');
});
