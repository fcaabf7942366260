// Proves that a test runner prints all that an error has to say, and the command line the same, once.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DrydockError, summaryOf } from '../src/index.ts';

/** A folder that git ignores, and from where imports are found. */
const IGNORED = join(import.meta.dirname, '../../../.drydock');
const ERROR = new DrydockError('service-exited', 'service "web" ended before it was ready: exit code 1', {
  evidence: ['first line of its log', 'second line\nthird line'],
  nextStep: 'correct the command',
});
const SHOWN = `service "web" ended before it was ready: exit code 1
  first line of its log
  second line
  third line
  → correct the command`;

test('the message holds summary, evidence and next step, and so does the stack', () => {
  expect(ERROR.message).toBe(SHOWN);
  expect(ERROR.stack?.startsWith(`DrydockError: ${SHOWN}\n    at `)).toBe(true);
});

test('the parts are there for who lays them out, and no runner prints them once more', () => {
  expect(ERROR).toMatchObject({ code: 'service-exited', nextStep: 'correct the command' });
  expect(ERROR.evidence).toHaveLength(2);
  expect(Object.keys(ERROR)).toEqual(['code']);
});

test.for([
  [ERROR, 'service "web" ended before it was ready: exit code 1'],
  [new TypeError('no'), 'no'],
  ['thrown text', 'thrown text'],
] as const)('the summary of %s is one line', ([error, summary]) => {
  expect(summaryOf(error)).toBe(summary);
});

test("evidence acts on nobody's terminal", () => {
  const evidence = ['\u001b[31mred\u001b[0m \u0007\u202etxt'];

  expect(new DrydockError('lock', 'no', { evidence }).message).toBe('no\n  red \\x07\\u202etxt');
});

/** The programs of runners that this repository has; Jest and Mocha print the message and the stack, as above. */
test.for([
  ['node', ['--test'], "import { test } from 'node:test';"],
  ['vitest', ['run', '--config', 'vitest.config.mjs'], "import { test } from 'vitest';"],
] as const)('%s prints the evidence and the next step, each once', ([program, args, imports]) => {
  mkdirSync(IGNORED, { recursive: true });
  const folder = mkdtempSync(join(IGNORED, 'runner-'));
  try {
    writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {}');
    writeFileSync(
      join(folder, 'one.test.ts'),
      `${imports}
       import { DrydockError } from '@drydock/engine';
       const details = { evidence: ['a line' + ' of the log'], nextStep: 'do' + ' this' };
       test('fails', () => { throw new DrydockError('service-exited', 'it' + ' ended', details); });`,
    );

    const { FORCE_COLOR: _colour, NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const ran = spawnSync(program, [...args, ...(program === 'node' ? ['one.test.ts'] : [])], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...env, NO_COLOR: '1', VITEST: undefined },
    });

    const printed = `${ran.stdout}${ran.stderr}`;
    expect(ran.status).toBe(1);
    expect(printed).toContain('it ended\n');
    // Node's runner lists what failed once more at the end.
    const times = printed.split('it ended\n').length;
    for (const part of ['a line of the log', '→ do this']) expect(printed.split(part)).toHaveLength(times);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
