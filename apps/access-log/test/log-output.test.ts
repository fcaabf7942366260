// Proves that lines which are logged together are written together, and that none is lost at the end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { logOutput } from '../src/log-output.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SOURCE = join(import.meta.dirname, '../src/log-output.ts');

test('writes what is logged in one turn of the event loop at its end, in order', async (t) => {
  const file = join(temporaryFolder(t), 'log');
  const descriptor = openSync(file, 'w');
  t.after(() => closeSync(descriptor));
  const output = logOutput(descriptor);
  const written = () => readFileSync(file, 'utf8');

  for (const line of ['a\n', 'b\n', 'c\n']) output.write(line);
  const before = written();
  await nextTurn();
  const after = written();
  output.write('d\n');
  await nextTurn();

  assert.deepEqual([before, after, written()], ['', 'a\nb\nc\n', 'a\nb\nc\nd\n']);
});

for (const [what, end] of [
  ['is asked to end', 'process.exit(0)'],
  ['fails', 'throw new Error("planned")'],
]) {
  test(`loses nothing when the process ${what} in the same turn`, () => {
    const program = `
      import { logOutput } from ${JSON.stringify(SOURCE)};
      const output = logOutput();
      for (let line = 0; line < 5000; line += 1) output.write('a line of the log, number ' + line + '\\n');
      ${end}`;

    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program]);

    const lines = stdout.toString().trim().split('\n');
    assert.deepEqual([lines.length, lines.at(-1)], [5000, 'a line of the log, number 4999']);
  });
}
