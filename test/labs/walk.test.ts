// Proves that a learner gets through a lab by the commands alone, and that each says what to do when it cannot do it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newLearner } from '../support/learner.ts';
import { ROOT } from '../support/services.ts';

/** For up to twenty commands, one after the other, on a busy machine. */
const WALK_MS = 400_000;
const FIRST = '01-first-run';
const SECOND = '02-layers-and-deleting';

// Each learner has a folder of their own.
describe.concurrent('a learner', { timeout: WALK_MS }, () => {
  test('a lab is begun, checked, hinted at, solved, and left for the next', {
    timeout: WALK_MS,
  }, async () => {
    using learner = newLearner();
    const work = join(learner.folder, FIRST);

    const started = await learner.lab('start');
    expect(started.stdout).toContain('1. Make the image hold a file');
    expect(started.stdout).toContain(work);
    expect(readFileSync(join(work, 'Dockerfile'), 'utf8')).toContain('TODO');

    const failed = await learner.lab('check');
    expect(failed.exitCode).toBe(1);
    expect(failed.stdout).toMatch(/task 1 of 2[\s\S]*✗ not yet[\s\S]*the image has no file \/srv\/greeting/);
    expect(failed.stdout).not.toContain('Make a container of the image print'); // one task at a time

    const hints = [await learner.lab('hint'), await learner.lab('hint'), await learner.lab('hint')];
    expect(hints.map(({ stdout }) => stdout.match(/A question|A concept|Where to read/g)?.length)).toEqual([
      1, 2, 3,
    ]);
    expect(hints[2]?.stdout).toContain('test/chapter/README.md'); // a path, from where a link of the file leads

    const early = await learner.lab('solution');
    expect(early).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('--insist') });
    expect((await learner.lab('next')).stderr).toMatch(/lab 1 is not passed yet[\s\S]*lab skip/);

    learner.put(FIRST, 'wrong/prints-during-build');
    const second = await learner.lab('check', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({
      lab: FIRST,
      grade: 'fail',
      met: 1,
      task: { name: 'print-when-run' },
    });
    expect(second.exitCode).toBe(1);

    learner.put(FIRST, 'solution');
    const passed = await learner.lab('check');
    expect(passed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('✓ passed') });

    const answer = await learner.lab('solution');
    expect(answer.stdout).toContain('The `RUN` is over once the image is built');
    expect(answer.stdout).toContain('CMD ["cat", "/srv/greeting"]');

    expect((await learner.lab('next')).stdout).toContain('2. Layers');
    expect((await learner.lab('list')).stdout).toMatch(
      /✓ +1 +The first RUN +passed +2 of 2[\s\S]*▸ +2 +Layers.*begun +0 of 3/,
    );
  });

  test('work is never written over by start, and kept by reset', { tags: 'thorough' }, async () => {
    using learner = newLearner();
    await learner.lab('start', '2');
    const file = join(learner.folder, SECOND, 'Dockerfile');
    writeFileSync(file, '# mine\n');

    const again = await learner.lab('start', 'layers-and-deleting');
    expect(again.stdout).toContain('left as they are');
    expect(readFileSync(file, 'utf8')).toBe('# mine\n');

    const reset = await learner.lab('reset');
    expect(reset.stdout).toContain(join('old', `${SECOND}-1`));
    expect(readFileSync(join(learner.folder, 'old', `${SECOND}-1`, 'Dockerfile'), 'utf8')).toBe('# mine\n');
    expect(readFileSync(file, 'utf8')).toBe(
      readFileSync(join(ROOT, 'labs', SECOND, 'start/Dockerfile'), 'utf8'),
    );
  });

  test('a lab that is put off is no longer in the way, and can be taken up again', {
    tags: 'thorough',
  }, async () => {
    using learner = newLearner();
    await learner.lab('start');

    expect((await learner.lab('skip')).stdout).toMatch(/Lab 1 is put off[\s\S]*2\. Layers/);
    expect((await learner.lab('list')).stdout).toMatch(/– +1 +The first RUN +put off/);

    expect((await learner.lab('start', '1')).stdout).toContain('left as they are');
    expect((await learner.lab('list')).stdout).toMatch(/▸ +1 +The first RUN +begun/);
  });

  test('the folder that a command is called in says which lab is meant', { tags: 'thorough' }, async () => {
    using learner = newLearner();
    await learner.lab('start', '1');
    await learner.lab('start', '2');
    using there = newLearner({ INIT_CWD: join(learner.folder, FIRST) });

    const { stdout } = await there.lab('hint', '--folder', learner.folder);

    expect(stdout).toContain('1. The first RUN');
  });

  test('check-all looks at every lab that was begun, and at no other', { tags: 'thorough' }, async () => {
    using learner = newLearner();
    expect(await learner.lab('check-all')).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining('no lab was begun'),
    });

    await learner.lab('start', '1');
    learner.put(FIRST, 'solution');
    expect(await learner.lab('check-all')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('1 of 1'),
    });

    await learner.lab('start', '2');
    const both = await learner.lab('check-all');
    expect(both.exitCode).toBe(1);
    expect(both.stdout).toMatch(/✓ 1\. The first RUN\n {2}✗ 2\. .*still sees \/srv\/raw-data/);
  });

  test('an engine that does not answer is no wrong answer, and is not held against the learner', async () => {
    using learner = newLearner();
    await learner.lab('start');
    const before = readFileSync(join(learner.folder, 'results.json'), 'utf8');
    using cut = newLearner({ DOCKER_HOST: 'unix:///nowhere.sock', DRYDOCK_ENGINE: 'host' });

    const ran = await cut.lab('check', '--folder', learner.folder);

    expect(ran).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('no container engine answers'),
    });
    expect(readFileSync(join(learner.folder, 'results.json'), 'utf8')).toBe(before);
  });

  test.each([
    [
      'a lab that is not there',
      ['start', 'frist-run'],
      1,
      /there is no lab "frist-run"[\s\S]*did you mean "01-first-run"/,
    ],
    ['a check before a start', ['check'], 2, /no lab was begun yet[\s\S]*lab start/],
    ['a check of a lab that was not begun', ['check', '2'], 2, /lab 2 was not begun[\s\S]*lab start 2/],
    ['an unknown option', ['check', '--fast'], 2, /unknown option "--fast"/],
  ])('%s is refused with what to do', async (_, args, exitCode, said) => {
    using learner = newLearner();

    const ran = await learner.lab(...args);

    expect(ran).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(said) });
    expect(ran.stderr).not.toMatch(/^\s+at /m);
  });

  test('a results file that is newer or broken is named, and is not lost', { tags: 'thorough' }, async () => {
    using learner = newLearner();
    const file = join(learner.folder, 'results.json');
    for (const [text, said] of [
      ['{"version": 7}', /written by a newer Drydock/],
      ['{"version": 1', /holds no results that Drydock can read/],
    ] as const) {
      writeFileSync(file, text);

      const ran = await learner.lab('start');

      expect(ran).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(said) });
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(existsSync(join(learner.folder, FIRST))).toBe(false);
    }
  });

  test('a folder that is a file is named', { tags: 'thorough' }, async () => {
    using learner = newLearner();
    mkdirSync(join(learner.folder, 'x'));
    writeFileSync(join(learner.folder, FIRST), '');

    const ran = await learner.lab('start');

    expect(ran).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/01-first-run cannot be read/) });
  });
});
