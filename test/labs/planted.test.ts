// Proves that `lab verify` objects to each way in which a lab can mislead a learner, in words that say which.
// What is amiss with files alone is tested where it is found: libs/labs/test/verify-files.test.ts.
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { copyWorkspace } from '../support/run-drydock.ts';

const FIRST = '01-first-run';
const LAB = '02-layers-and-deleting';
const workspace = copyWorkspace();
const labs = join(workspace.folder, 'labs');
const good = join(workspace.folder, 'good-labs');
renameSync(labs, good);
afterAll(() => workspace[Symbol.dispose]());

/** A course of two good labs. */
function freshCourse(): void {
  rmSync(labs, { recursive: true, force: true });
  for (const name of [FIRST, LAB]) cpSync(join(good, name), join(labs, name), { recursive: true });
}

const copy = (from: string, to: string) => () =>
  cpSync(join(labs, LAB, from), join(labs, LAB, to), { recursive: true });
const edit = (from: string, to: string) => () =>
  workspace.edit(`labs/${LAB}/lab.ts`, (text) => text.replace(from, to));

test.each<[string, () => void, RegExp]>([
  ['a start that passes', copy('solution', 'start'), /start passes with nothing done/],
  [
    'a start that fails at a later task',
    copy('wrong/deletes-in-another-run', 'start'),
    /start fails at "out-of-the-layers", and should at "out-of-sight"/,
  ],
  [
    'a solution that fails',
    copy('wrong/moves-it-away', 'solution'),
    /solution fails at "small-layers"[\s\S]*more than 100 kB/,
  ],
  [
    'a solution that does not build',
    () => writeFileSync(join(labs, LAB, 'solution/Dockerfile'), 'FROM debian:trixie-slim\nRUN exit 4\n'),
    /exit code 4[\s\S]*Dockerfile:2/,
  ],
  [
    'a wrong answer that passes',
    copy('solution', 'wrong/moves-it-away'),
    /moves-it-away passes, and should not/,
  ],
  [
    'a wrong answer that fails elsewhere',
    copy('start', 'wrong/moves-it-away'),
    /moves-it-away fails at "out-of-sight", and should at "small-layers"/,
  ],
  [
    'a wrong answer that is told something else',
    edit("says: 'more than 100 kB'", "says: 'mice'"),
    /moves-it-away is not told "mice"/,
  ],
  ['a stray file', () => mkdirSync(join(labs, LAB, 'notes')), /notes is a stray file/],
  ['no lab.ts', () => rmSync(join(labs, LAB, 'lab.ts')), /has no lab\.ts/],
  [
    'a definition that makes no sense',
    edit("task: 'out-of-sight'", "task: 'sight'"),
    /wrong\.deletes-first: there is no task "sight"/,
  ],
])('%s is objected to', async (_, plant, says) => {
  freshCourse();
  plant();

  const { stdout, stderr, exitCode } = await workspace.run(['lab', 'verify', '2']);

  expect(exitCode).toBe(1);
  expect(`${stdout}${stderr}`).toMatch(says);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('gaps and strangers in the course are objected to, when all of it is checked', async () => {
  freshCourse();
  renameSync(join(labs, LAB), join(labs, '03-layers-and-deleting'));
  writeFileSync(join(labs, 'notes.txt'), '');

  const { stdout, exitCode } = await workspace.run(['lab', 'verify']);

  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/✗ the course: 2 problems\n.*labs\/notes\.txt is no lab\n.*no lab has the number 2/);
});
