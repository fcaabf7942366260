// Proves that `lab watch`, in a real terminal, checks what is saved, does what its keys say, and gives the terminal back.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { newLearner, type TestLearner } from '../support/learner.ts';
import { leftBehind } from '../support/left-behind.ts';
import { openPseudoTerminal, type PseudoTerminal } from '../support/pseudo-terminal.ts';
import { openTestEngine } from '../support/services.ts';

const engine = await openTestEngine();
const FIRST = '01-first-run';
const WIDE = { columns: 80, rows: 24 };
const RESTORED = '\x1b[?25h\x1b[?1049l'; // the cursor, and the screen that was there before

function open(
  learner: TestLearner,
  options: Parameters<typeof openPseudoTerminal>[1] = WIDE,
): PseudoTerminal {
  return openPseudoTerminal(['lab', 'watch', '--folder', learner.folder], options);
}

async function shows(terminal: PseudoTerminal, what: RegExp): Promise<void> {
  await vi.waitFor(() => expect(terminal.screen()).toMatch(what), { timeout: 60_000, interval: 50 });
}

const results = (learner: TestLearner) => readFileSync(join(learner.folder, 'results.json'), 'utf8');

test('a learner gets from the start of a lab to the next by saving and by keys', async () => {
  using learner = newLearner();
  await using terminal = open(learner);

  await shows(terminal, /Goal[\s\S]*any key back/);
  terminal.type('x');
  await shows(terminal, /task 1 of 2[\s\S]*✗ not yet[\s\S]*the image has no file/);
  terminal.type('h');
  await shows(terminal, /A question[\s\S]*one more: h/);
  terminal.type('n');
  await shows(terminal, /not passed yet\. Put it off/);
  terminal.type('x'); // anything but y
  await shows(terminal, /checks at every save/);

  learner.put(FIRST, 'wrong/prints-during-build');
  await shows(terminal, /✓ ▸ {2}task 2 of 2[\s\S]*does not print the greeting/);
  learner.put(FIRST, 'solution');
  await shows(terminal, /✓ passed[\s\S]*n goes on/);
  expect(terminal.screen()).toMatch(/━ *.*1 of \d+ labs passed/);

  terminal.type('s');
  await shows(terminal, /The `RUN` is over once the image is built/);
  terminal.type('x');
  await shows(terminal, /h hint/);
  terminal.type('l');
  await shows(terminal, /✓ +1 +The first RUN +passed/);
  terminal.type('x');
  await shows(terminal, /h hint/);
  terminal.type('n');
  await shows(terminal, /2\. Layers[\s\S]*Goal[\s\S]*any key back/);
  terminal.type('q');

  expect(await terminal.exit).toBe(0);
  expect(terminal.written()).toContain(RESTORED);
  expect(terminal.settings()).not.toContain('and'); // one and the same before and after
  expect(JSON.parse(results(learner))).toMatchObject({
    current: 'layers-and-deleting',
    labs: { 'first-run': { state: 'passed' } },
  });
});

test('a reset keeps what was there, and checks what is there now', { tags: 'thorough' }, async () => {
  using learner = newLearner();
  await learner.lab('start');
  learner.put(FIRST, 'solution');
  await using terminal = open(learner);
  await shows(terminal, /✓ passed/);

  terminal.type('r');
  await shows(terminal, /begin this lab anew/);
  terminal.type('y');

  await shows(terminal, /✗ not yet/);
  expect(readFileSync(join(learner.folder, 'old/01-first-run-1/Dockerfile'), 'utf8')).toContain(
    'RUN echo hello',
  );
});

/** One of the ways in which a watch ends early is enough for `npm test`. */
const ENDS: readonly (readonly [string, (terminal: PseudoTerminal) => void, number, string[]?])[] = [
  ['Ctrl-C', (terminal) => terminal.type('\x03'), 130],
  ['SIGTERM', (terminal) => process.kill(terminal.pid(), 'SIGTERM'), 143, ['thorough']],
  ['SIGHUP', (terminal) => process.kill(terminal.pid(), 'SIGHUP'), 129, ['thorough']],
];

for (const [how, end, code, tags = []] of ENDS)
  test(`${how} in the middle of a check ends it, restores the terminal, and leaves nothing in the engine`, {
    tags,
  }, async () => {
    using learner = newLearner();
    await using terminal = open(learner);
    await shows(terminal, /checking task 1 of 2/);
    const owner = terminal.pid();

    end(terminal);

    expect(await terminal.exit).toBe(code);
    expect(terminal.written()).toContain(RESTORED);
    expect(terminal.settings()).not.toContain('and');
    expect(await leftBehind(engine, owner)).toEqual([]);
  });

test('where the system can watch no files, it says so, and a key checks', { tags: 'thorough' }, async () => {
  using learner = newLearner();
  await learner.lab('start');
  const script = `echo 0 > /proc/sys/user/max_inotify_watches; exec "$@"`;
  const main = join(import.meta.dirname, '../../tools/drydock/src/main.ts');
  const args = [
    '--user',
    '--map-root-user',
    'sh',
    '-c',
    script,
    'sh',
    process.execPath,
    main,
    'lab',
    'watch',
  ];
  const child = spawn('unshare', [...args, '--folder', learner.folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  try {
    await vi.waitFor(
      () =>
        expect(printed).toMatch(
          /can watch no more files \(ENOSPC\): press Enter after a save[\s\S]*✗ not yet/,
        ),
      { timeout: 60_000 },
    );

    learner.put(FIRST, 'solution');
    child.stdin.write('\n');

    await vi.waitFor(() => expect(printed).toContain('✓ passed'), { timeout: 60_000 });
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.on('close', resolve));
  }
});

test('colours are left out on request, and 40 columns are enough', { tags: 'thorough' }, async () => {
  using learner = newLearner();
  await learner.lab('start');
  await using terminal = open(learner, { columns: 40, rows: 24, env: { NO_COLOR: '1' } });

  await shows(terminal, /✗ not yet/);

  const lines = terminal.screen().split('\n');
  expect(lines.filter((line) => line.length > 40)).toEqual([]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  expect(terminal.written()).not.toMatch(/\x1b\[\d+m/);
});
