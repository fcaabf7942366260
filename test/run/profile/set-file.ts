// Runs before each test file: says which one it is, to this process and to those it starts, and notes in the end how
// much processor time they took.
import { appendFileSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, expect } from 'vitest';

const { DRYDOCK_RECORDS: folder } = process.env;
/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const TICK_MS = 10;

if (folder) {
  const file = relative(join(import.meta.dirname, '../../..'), expect.getState().testPath ?? '');
  process.env.DRYDOCK_TEST_FILE = file;
  afterAll(() => {
    appendFileSync(join(folder, 'records.jsonl'), `${JSON.stringify({ file, busyMs: busyMs() })}\n`);
  });
}

/** Processor time of this process and of those it started that have ended; zero where the system does not tell. */
function busyMs(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), of which the first two are cut off.
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
  } catch {
    return 0;
  }
}
