// Proves that what a learner did is kept, whatever happens: two terminals, a broken file, a newer one, a course that grew.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  begin,
  builds,
  currentLab,
  defineLab,
  type Lab,
  moveAside,
  nextLab,
  placeStart,
  type Result,
  readResults,
  recordCheck,
  recordHint,
  recordReset,
  recordSkip,
  standings,
  taskAt,
  updateResults,
  workFolder,
} from '../src/index.ts';
import { parseResults } from '../src/learner/results-file.ts';

const AT = new Date('2026-11-24T10:00:00Z');
const EMPTY = { version: 1 as const, labs: {} };
const definition = defineLab({
  title: 'One',
  minutes: 1,
  tasks: [
    { name: 'a', say: 'Do a.', checks: [builds()] },
    { name: 'b', say: 'Do b.', checks: [builds()] },
  ],
});
let folder = '';
let course: Lab[] = [];
const lab = (index: number) => {
  const found = course[index];
  if (!found) throw new Error(`the course has no lab ${index}`);
  return found;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-learner-'));
  const taken = folder;
  onTestFinished(() => rmSync(taken, { recursive: true, force: true }));
  course = ['01-one', '02-two', '03-three'].map((name, index) => {
    const source = join(folder, 'course', name);
    mkdirSync(join(source, 'start'), { recursive: true });
    writeFileSync(join(source, 'start', 'Dockerfile'), '# TODO\n');
    return { name, number: index + 1, folder: source, definition };
  });
});

function result(grade: Result['grade'], met: number): Result {
  const explanation = { message: 'it is wrong', evidence: [], nextStep: undefined };
  const task = definition.tasks[met];
  return {
    grade,
    met,
    task,
    check: undefined,
    explanation: grade === 'pass' ? undefined : explanation,
    tookMs: 9,
  };
}

describe('the results file', () => {
  test('is empty where there is none, and holds what was noted', async () => {
    expect(await readResults(folder)).toEqual(EMPTY);

    await updateResults(folder, begin(lab(0), '01-one', AT));

    const kept = await readResults(folder);
    expect(kept.current).toBe('one');
    expect(kept.labs.one).toMatchObject({
      state: 'begun',
      folder: '01-one',
      begunAt: AT.toISOString(),
      tasks: 2,
    });
    expect(readdirSync(folder).sort()).toEqual(['.results.lock', 'course', 'results.json']);
  });

  test('loses nothing when many write at once', async () => {
    await Promise.all(
      Array.from({ length: 12 }, () => updateResults(folder, recordCheck(lab(1), result('fail', 1), AT))),
    );

    expect((await readResults(folder)).labs.two?.checks).toBe(12);
  });

  test.each([
    ['no JSON', '{"version": 1,', /holds no results/],
    ['no results', '{"version": 1, "labs": {"one": {"state": "done"}}}', /holds no results/],
    [
      'a folder elsewhere',
      JSON.stringify({ version: 1, labs: { one: { ...worked(), folder: '../..' } } }),
      /holds no/,
    ],
    [
      'a newer version',
      '{"version": 2, "labs": []}',
      /newer Drydock: its version is 2, and this one knows 1/,
    ],
  ])('with %s in it is refused, and stays as it is', async (_, text, said) => {
    writeFileSync(join(folder, 'results.json'), text);

    await expect(readResults(folder)).rejects.toMatchObject({
      code: 'lab-results',
      message: expect.stringMatching(said),
    });
    await expect(updateResults(folder, begin(lab(0), '01-one', AT))).rejects.toMatchObject({
      code: 'lab-results',
    });

    expect(readFileSync(join(folder, 'results.json'), 'utf8')).toBe(text);
  });

  test('keeps what a later Drydock added within the version', async () => {
    const labs = { one: { ...worked(), stars: 3 }, gone: worked() };
    writeFileSync(join(folder, 'results.json'), JSON.stringify({ version: 1, learner: 'Ada', labs }));

    await updateResults(folder, recordHint(lab(0), 'a'));

    expect(await readResults(folder)).toMatchObject({
      learner: 'Ada',
      labs: { one: { stars: 3 }, gone: worked() },
    });
  });
});

function worked() {
  return { state: 'begun', checks: 0, met: 0, tasks: 2, resets: 0, hints: {} };
}

describe('a check', () => {
  test('that fails says how far it got; one that passes stays passed', () => {
    const failed = recordCheck(lab(0), result('fail', 1), AT)(EMPTY);
    expect(failed.labs.one).toMatchObject({
      state: 'begun',
      met: 1,
      checks: 1,
      last: { task: 'b', message: 'it is wrong' },
    });
    expect(taskAt(lab(0), failed.labs.one)?.name).toBe('b');

    const passed = recordCheck(lab(0), result('pass', 2), AT)(failed);
    expect(passed.labs.one).toMatchObject({ state: 'passed', passedAt: AT.toISOString(), met: 2, checks: 2 });
    expect(taskAt(lab(0), passed.labs.one)).toBeUndefined();

    const broken = recordCheck(lab(0), result('fail', 0), new Date())(passed);
    expect(broken.labs.one).toMatchObject({ state: 'passed', passedAt: AT.toISOString(), met: 0 });
    expect(taskAt(lab(0), broken.labs.one)?.name).toBe('a');
  });

  test('that could not be done takes nothing away, and is no attempt', () => {
    const failed = recordCheck(lab(0), result('fail', 1), AT)(EMPTY);

    expect(recordCheck(lab(0), result('error', 0), AT)(failed).labs.one).toMatchObject({
      met: 1,
      checks: 1,
      last: { grade: 'error' },
    });
  });
});

test('hints are counted by task, up to three; a reset forgets how far the work was, and not that it was passed', () => {
  const passed = recordCheck(lab(0), result('pass', 2), AT)(EMPTY);
  const hinted = [1, 2, 3, 4].reduce((results) => recordHint(lab(0), 'b')(results), passed);

  expect(recordReset(lab(0))(hinted).labs.one).toMatchObject({
    state: 'passed',
    met: 0,
    resets: 1,
    hints: { b: 3 },
  });
});

test('the next lab is the first open one behind, then one that was left out, then one that was put off', () => {
  const skipped = recordSkip(lab(1), AT)(begin(lab(0), '01-one', AT)(EMPTY));
  expect(currentLab(course, skipped)?.name).toBe('01-one');
  expect(nextLab(course, skipped)?.name).toBe('01-one');
  expect(nextLab(course, skipped, lab(0))?.name).toBe('03-three');
  expect(nextLab(course, skipped, lab(2))?.name).toBe('01-one');

  const rest = [0, 2].reduce(
    (results, index) => recordCheck(lab(index), result('pass', 2), AT)(results),
    skipped,
  );
  expect(nextLab(course, rest, lab(2))?.name).toBe('02-two');
  expect(nextLab(course, recordCheck(lab(1), result('pass', 2), AT)(rest))).toBeUndefined();
  expect(standings(course, rest).map(({ standing }) => standing)).toEqual(['passed', 'skipped', 'passed']);
});

describe('the work', () => {
  test('gets the start files once, and is never written over', async () => {
    const work = join(folder, '01-one');
    expect(await placeStart(lab(0), work)).toBe(true);
    writeFileSync(join(work, 'Dockerfile'), 'mine');

    expect(await placeStart(lab(0), work)).toBe(false);

    expect(readFileSync(join(work, 'Dockerfile'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).sort()).toEqual(['01-one', 'course']);
  });

  test('gets the start files from one terminal when two begin at once', async () => {
    const both = await Promise.all([1, 2].map(() => placeStart(lab(0), join(folder, '01-one'))));

    expect(both.filter(Boolean)).toHaveLength(1);
  });

  test('is moved aside as often as it is begun anew', async () => {
    const work = join(folder, '01-one');
    for (const text of ['first', 'second']) {
      await placeStart(lab(0), work);
      writeFileSync(join(work, 'Dockerfile'), text);
      await moveAside(folder, work);
    }

    expect(existsSync(work)).toBe(false);
    const kept = ['01-one-1', '01-one-2'].map((name) =>
      readFileSync(join(folder, 'old', name, 'Dockerfile'), 'utf8'),
    );
    expect(kept).toEqual(['first', 'second']);
  });

  test('stays where it is when the course gets a lab before it', () => {
    const results = begin(lab(0), '01-one', AT)(EMPTY);

    expect(workFolder(folder, { ...lab(0), name: '02-one' }, results)).toBe(join(folder, '01-one'));
  });
});

test('a message about the file names it, and how to begin anew', () => {
  expect(() => parseResults('[]', '/x/results.json')).toThrow(/\/x\/results\.json holds no results/);
});
