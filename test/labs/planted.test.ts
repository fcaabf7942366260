// Proves that `lab verify` objects to each way in which a lab can mislead a learner, in words that say which.
// What is amiss with files alone is tested where it is found: libs/labs/test/verify-files.test.ts.
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyWorkspace, type Ran } from '../support/run-drydock.ts';

const LAB = '02-layers-and-deleting';
/** Of its wrong answers. The others are left out, so that nobody waits for them. */
const WRONG = 'moves-it-away';
const workspace = copyWorkspace();
const labs = join(workspace.folder, 'labs');
const good = join(workspace.folder, 'good-labs');
renameSync(labs, good);
mkdirSync(labs);
afterAll(() => workspace[Symbol.dispose]());

/** Changes a good lab in its folder. */
type Plant = (folder: string) => void;

const copy =
  (from: string, to: string): Plant =>
  (folder) =>
    cpSync(join(good, LAB, from), join(folder, to), { recursive: true });
const edit =
  (from: string, to: string): Plant =>
  (folder) => {
    const text = readFileSync(join(folder, 'lab.ts'), 'utf8');
    if (!text.includes(from)) throw new Error(`lab.ts has no ${from}`);
    writeFileSync(join(folder, 'lab.ts'), text.replace(from, to));
  };

function plantLab(name: string, plant: Plant): void {
  const folder = join(labs, name);
  cpSync(join(good, LAB), folder, { recursive: true });
  rmSync(join(folder, 'wrong'), { recursive: true });
  copy(`wrong/${WRONG}`, `wrong/${WRONG}`)(folder);
  plant(folder);
}

/** What is planted, and what is said of it. Each is a lab of one course. */
const PLANTED: readonly [string, Plant, RegExp][] = [
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
    (folder) => writeFileSync(join(folder, 'solution/Dockerfile'), 'FROM debian:trixie-slim\nRUN exit 4\n'),
    /exit code 4[\s\S]*Dockerfile:2/,
  ],
  ['a wrong answer that passes', copy('solution', `wrong/${WRONG}`), /moves-it-away passes, and should not/],
  [
    'a wrong answer that fails elsewhere',
    copy('start', `wrong/${WRONG}`),
    /moves-it-away fails at "out-of-sight", and should at "small-layers"/,
  ],
  [
    'a wrong answer that is told something else',
    edit("says: 'more than 100 kB'", "says: 'mice'"),
    /moves-it-away is not told "mice"/,
  ],
  ['a stray file', (folder) => mkdirSync(join(folder, 'notes')), /notes is a stray file/],
];
const FIRST_NUMBER = 2;
const nameOf = (what: string, index: number) =>
  `${String(index + FIRST_NUMBER).padStart(2, '0')}-${what.replaceAll(' ', '-')}`;

describe('in one course', () => {
  let ran: Ran;

  beforeAll(async () => {
    for (const [index, [what, plant]] of PLANTED.entries()) plantLab(nameOf(what, index), plant);
    writeFileSync(join(labs, 'notes.txt'), '');
    ran = await workspace.run(['lab', 'verify']);
  });

  test.each(PLANTED.map(([what, , says], index) => ({ what, says, name: nameOf(what, index) })))(
    '$what is objected to',
    ({ name, says }) => {
      const said = new RegExp(`^✗ ${name}: .*\n( .*\n)*`, 'm').exec(ran.stdout)?.[0];

      expect(said, ran.stdout + ran.stderr).toMatch(says);
    },
  );

  test('gaps and strangers are objected to, when all of it is checked', () => {
    expect(ran.stdout).toMatch(
      /✗ the course: 2 problems\n.*labs\/notes\.txt is no lab\n.*no lab has the number 1/,
    );
  });

  test('the labs come in their order, and the command ends with 1', () => {
    const verdicts = [...ran.stdout.matchAll(/^✗ (\d\S+): /gm)].map(([, name]) => name);

    expect(verdicts).toEqual(PLANTED.map(([what], index) => nameOf(what, index)));
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).not.toMatch(/^\s+at /m);
  });
});

test.each<[string, Plant, RegExp]>([
  ['no lab.ts', (folder) => rmSync(join(folder, 'lab.ts')), /has no lab\.ts/],
  [
    'a definition that makes no sense',
    edit("task: 'out-of-sight'", "task: 'sight'"),
    /wrong\.deletes-first: there is no task "sight"/,
  ],
])('%s is objected to', async (_, plant, says) => {
  rmSync(labs, { recursive: true });
  plantLab(LAB, plant);

  const { stdout, stderr, exitCode } = await workspace.run(['lab', 'verify', '2']);

  expect(exitCode).toBe(1);
  expect(`${stdout}${stderr}`).toMatch(says);
  expect(stderr).not.toMatch(/^\s+at /m);
});
