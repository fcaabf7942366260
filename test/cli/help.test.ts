// Proves that the help of each command is what it was: a change of it is a change for people; and that nobody has to read it to the end.
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { callDrydock } from '../support/call-drydock.ts';
import { runDrydock, startDrydock } from '../support/run-drydock.ts';

const COMMANDS = [
  '',
  'build',
  'up',
  'down',
  'ps',
  'logs',
  'load',
  'check',
  'sizes',
  'inspect',
  'diff',
  'why',
  'claims',
  'compare',
  'lab',
  'lab list',
  'lab start',
  'lab watch',
  'lab check',
  'lab check-all',
  'lab hint',
  'lab solution',
  'lab reset',
  'lab next',
  'lab skip',
  'lab verify',
  'lint',
  'doctor',
  'engine',
  'engine status',
];

test.each(COMMANDS.map((command) => [command]))('drydock %s --help', async (command) => {
  const { stdout, exitCode } = await callDrydock([...command.split(' ').filter(Boolean), '--help'], {
    env: { COLUMNS: '80' },
  });

  expect(exitCode).toBe(0);
  expect(stdout).toMatchSnapshot();
});

test('a process of its own prints the same, and ends with 0', async () => {
  const ran = await runDrydock(['check', '--help'], { COLUMNS: '80' });

  expect(ran).toEqual(await callDrydock(['check', '--help'], { env: { COLUMNS: '80' } }));
  expect(ran.exitCode).toBe(0);
});

test('whoever stops reading gets no stack trace', async () => {
  const child = startDrydock(['claims', '--list']);
  child.stdout?.destroy();

  const [errors, [exitCode]] = await Promise.all([
    text(child.stderr ?? Readable.from('')),
    once(child, 'exit'),
  ]);

  expect(errors).toBe('');
  expect(exitCode).toBe(141); // 128 + SIGPIPE, as other programs end then
});
