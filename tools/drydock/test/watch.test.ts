// Proves that what `lab watch` shows fits its screen, that a save begins the check anew, and that saves are noticed.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { builds, defineLab, type Result } from '@drydock/labs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { widthOf } from '../src/image/format.ts';
import { createRepeater } from '../src/labs/watch/repeater.ts';
import { type View, viewLines } from '../src/labs/watch/view.ts';
import { remoteName, watchFiles } from '../src/labs/watch/watch-files.ts';
import type { WatchState } from '../src/labs/watch/watch-state.ts';

const definition = defineLab({
  title: 'Layers, and what deleting does not do',
  minutes: 10,
  tasks: [
    {
      name: 'a',
      say: 'Keep the report, and let no container see the raw data any more.',
      checks: [builds()],
    },
    { name: 'b', say: 'Let no layer hold bytes that a container never sees.', checks: [builds()] },
  ],
});
const lab = { name: '02-layers', number: 2, folder: '/repo/labs/02-layers', definition };
const learner = {
  folder: '/home/ada/drydock-labs',
  course: [lab],
  results: { version: 1 as const, labs: {} },
};
const failed: Result = {
  grade: 'fail',
  met: 1,
  task: definition.tasks[1],
  check: undefined,
  tookMs: 900,
  explanation: {
    message: 'the raw data is hidden from containers, and still travels in a lower layer',
    evidence: [
      'Dockerfile:7, stage build',
      'a word_that_is_wider_than_any_narrow_terminal_could_ever_be_made_to_be',
    ],
    nextStep: 'a layer holds what is there when its RUN ends',
  },
};
const state: WatchState = {
  learner,
  lab,
  last: { result: failed, at: new Date(2026, 10, 24, 21, 5, 3) },
  doing: undefined,
  hint: undefined,
  page: 'work',
  brief: '# 2. Layers\n\n## Goal\n\nSee [it](../../docs/labs.md).\n',
  solution: {
    why: 'Because.',
    files: [{ path: 'labs/02-layers/solution/Dockerfile', text: 'FROM scratch\n' }],
  },
  asks: undefined,
  notice: undefined,
  trouble: undefined,
  offset: 0,
};
const view = (columns: number, rows = 24): View => ({
  columns,
  rows,
  paint: (_, text) => text,
  root: '/repo',
  home: '/home/ada',
  spinner: '*',
});

test('at 80 columns it says where one is, the one task, what shows that it is not met, and what leads on', () => {
  expect(viewLines(state, view(80, 18)).join('\n')).toMatchInlineSnapshot(`
    " 2. Layers, and what deleting does not do
     ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 0 of 1 lab passed
     ~/drydock-labs/02-layers

      ✓ ▸  task 2 of 2
        Let no layer hold bytes that a container never sees.

      ✗ not yet (0.9 s)
        the raw data is hidden from containers, and still travels in a lower layer
        → a layer holds what is there when its RUN ends
        │ Dockerfile:7, stage build
        │ a word_that_is_wider_than_any_narrow_terminal_could_ever_be_made_to_be



    ───────────────────────────────────────────────────────────────────────────────
     checks at every save; last 21:05:03
     h hint  n next  b brief  l list  s solution  r reset  c check  q quit"
  `);
});

test('at 40 columns nothing is lost but what can be moved to', () => {
  expect(viewLines(state, view(40)).join('\n')).toMatchInlineSnapshot(`
    " 2. Layers, and what deleting does not
     do
     ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 0 of 1 lab passed
     ~/drydock-labs/02-layers

      ✓ ▸  task 2 of 2
        Let no layer hold bytes that a
        container never sees.

      ✗ not yet (0.9 s)
        the raw data is hidden from
        containers, and still travels in a
        lower layer
        → a layer holds what is there when
          its RUN ends
        │ Dockerfile:7, stage build
        │ a word_that_is_wider_than_any_narr
        │ ow_terminal_could_ever_be_made_to_
        │ be

    ───────────────────────────────────────
     checks at every save; last 21:05:03
     h hint  n next  b brief  l list
     s solution  r reset  c check  q quit"
  `);
});

describe.each<[string, Partial<WatchState>, string]>([
  ['work', {}, 'task 2 of 2'],
  [
    'a pass',
    {
      last: {
        result: { ...failed, grade: 'pass', met: 2, task: undefined, explanation: undefined },
        at: new Date(),
      },
    },
    '✓ passed',
  ],
  [
    'what could not be checked',
    { last: { result: { ...failed, grade: 'error' }, at: new Date() } },
    'says nothing about your work',
  ],
  [
    'a hint',
    {
      hint: { task: 'b', hints: { task: 'b', question: 'Why?', concept: 'So.', read: 'There.' }, shown: 2 },
      offset: 99,
    },
    'So.',
  ],
  ['a check', { doing: 'checking task 1 of 2' }, '* checking task 1 of 2'],
  ['a question', { asks: 'reset' }, 'y / n'],
  ['trouble', { trouble: 'the system can watch no more files (ENOSPC)' }, 'c after a save'],
  ['the brief', { page: 'brief' }, 'docs/labs.md'],
  ['the list', { page: 'list' }, '0 of 1 lab passed'],
  ['the solution', { page: 'solution' }, 'FROM scratch'],
])('%s', (_, change, says) => {
  test.each([
    [132, 50],
    [80, 24],
    [40, 24],
    [40, 12],
  ])('fits %i columns and %i rows', (columns, rows) => {
    const lines = viewLines({ ...state, ...change }, view(columns, rows));

    expect(lines).toHaveLength(rows);
    expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
    expect(lines.join('\n')).toMatch(/h hint|any key back/);
    if (rows > 12) expect(lines.join('\n')).toContain(says);
  });
});

describe('a repeater', () => {
  test('breaks off what is running for what was asked meanwhile, and runs one at a time', async () => {
    const log: string[] = [];
    let running = 0;
    const repeater = createRepeater(async (signal) => {
      expect(++running).toBe(1);
      await sleep(20, undefined, { signal }).catch(() => undefined);
      log.push(signal.aborted ? 'broken off' : 'done');
      running -= 1;
    }, fail);

    for (let times = 0; times < 3; times += 1) repeater.request();

    await vi.waitFor(() => expect(log).toEqual(['broken off', 'done']));
  });

  test('is still when it was stopped, and a bug is no silence', async () => {
    const bugs: unknown[] = [];
    const work = vi.fn(async (signal: AbortSignal) => {
      await sleep(10_000, undefined, { signal });
    });
    const repeater = createRepeater(work, fail);
    repeater.request();

    await repeater.stop();
    repeater.request();
    createRepeater(
      () => Promise.reject(new Error('bug')),
      (error) => bugs.push(error),
    ).request();

    await vi.waitFor(() => expect(bugs).toHaveLength(1));
    expect(work).toHaveBeenCalledTimes(1);
  });
});

function fail(error: unknown): void {
  throw error;
}

describe('a watch', () => {
  async function watched() {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-watch-'));
    const work = join(folder, 'work');
    mkdirSync(join(work, 'server'), { recursive: true });
    writeFileSync(join(work, 'Dockerfile'), 'FROM scratch\n');
    const saved = vi.fn();
    const watch = watchFiles(saved);
    onTestFinished(() => {
      watch[Symbol.dispose]();
      rmSync(folder, { recursive: true, force: true });
    });
    await watch.follow(work);
    return { work, saved, watch };
  }

  test.each<[string, (work: string) => void]>([
    ['a file written', (work) => writeFileSync(join(work, 'Dockerfile'), 'FROM debian\n')],
    [
      'a file put in place of another, as editors do',
      (work) => {
        writeFileSync(join(work, 'Dockerfile.new~'), 'FROM debian\n');
        renameSync(join(work, 'Dockerfile.new~'), join(work, 'Dockerfile'));
      },
    ],
    ['a file in a folder', (work) => writeFileSync(join(work, 'server/server.js'), '1\n')],
    ['a hidden file', (work) => writeFileSync(join(work, '.dockerignore'), 'x\n')],
    ['a file removed', (work) => rmSync(join(work, 'Dockerfile'))],
  ])('notices %s, once', async (_, save) => {
    const { work, saved, watch } = await watched();
    save(work);

    await vi.waitFor(() => expect(saved).toHaveBeenCalledTimes(1));

    expect(watch.trouble()).toBeUndefined();
  });

  test('notices saves in a folder that was made later, and in one put in place of the work', async () => {
    const { work, saved } = await watched();
    mkdirSync(join(work, 'lib'));
    await vi.waitFor(() => expect(saved).toHaveBeenCalledTimes(1));
    writeFileSync(join(work, 'lib/a.js'), '1\n');
    await vi.waitFor(() => expect(saved).toHaveBeenCalledTimes(2));

    renameSync(work, `${work}-old`);
    mkdirSync(work);
    await vi.waitFor(() => expect(saved).toHaveBeenCalledTimes(3));
    writeFileSync(join(work, 'Dockerfile'), 'FROM scratch\n');

    await vi.waitFor(() => expect(saved).toHaveBeenCalledTimes(4));
  });

  test('waits for a folder that is gone for a while', async () => {
    const { work, saved, watch } = await watched();
    renameSync(work, `${work}-away`);
    await vi.waitFor(() => expect(watch.trouble()).toContain('ENOENT'));
    expect(saved).not.toHaveBeenCalled();

    renameSync(`${work}-away`, work);

    await vi.waitFor(() => expect(saved).toHaveBeenCalledTimes(1), { timeout: 5_000 });
    expect(watch.trouble()).toBeUndefined();
  });

  test('does not take for a save what an editor leaves beside it', async () => {
    const { work, saved } = await watched();
    for (const name of ['Dockerfile~', '.Dockerfile.swp', '4913', '.#Dockerfile', '#Dockerfile#'])
      writeFileSync(join(work, name), '');

    await sleep(500);

    expect(saved).not.toHaveBeenCalled();
  });

  test('knows file systems that tell nothing of saves made elsewhere', () => {
    expect([0x6969, 0xff534d42, -11317950, 0xef53].map(remoteName)).toEqual([
      'nfs',
      'cifs',
      'cifs',
      undefined,
    ]);
  });
});
