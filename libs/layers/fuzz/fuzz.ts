// Feeds broken archives to the reader: none may crash it, hang it, or take memory without end.
//   npm run fuzz:layers -- --count 20000 --seconds 300 --seed 7
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Outcome } from './run-cases.ts';

const CASE_LIMIT_MS = 5_000;
const RSS_LIMIT_BYTES = 400_000_000;
const MAX_FAILURES = 10;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const count = Number(values.count);
const deadline = Date.now() + Number(values.seconds) * 1000;
const folder = await mkdtemp(join(tmpdir(), 'drydock-fuzz-'));
const totals = { read: 0, refused: 0, failures: 0, slowestMs: 0, rssBytes: 0 };

console.log(`seed ${values.seed}: up to ${count} cases, ${values.seconds} s`);
for (let next = 0; next < count && Date.now() < deadline && totals.failures < MAX_FAILURES; ) {
  next = await runFrom(next); // a new process after each failure
}
const { read, refused, failures, slowestMs, rssBytes } = totals;
console.log(`${read} read, ${refused} refused, ${failures} failures`);
console.log(`slowest ${Math.round(slowestMs)} ms, largest memory ${Math.round(rssBytes / 1_000_000)} MB`);
if (failures > 0) console.log(`the archives that failed are in ${folder}`);
else await rm(folder, { recursive: true });
if (failures > 0 || read + refused === 0) process.exitCode = 1;

/** Runs cases until one fails or it is enough, and gives the number of the next. */
async function runFrom(first: number): Promise<number> {
  const child = fork(join(import.meta.dirname, 'run-cases.ts'), [values.seed, String(first), folder], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  let index = first;
  let begun = performance.now();
  const end = (problem?: string) => {
    if (problem !== undefined) report(index, problem);
    resolve(index + 1);
  };
  child.on('message', (outcome: Outcome) => {
    index = outcome.index;
    if (outcome.kind === 'begun') begun = performance.now();
    else if (outcome.kind === 'bug') end(outcome.message);
    else {
      totals[outcome.kind] += 1;
      totals.slowestMs = Math.max(totals.slowestMs, performance.now() - begun);
      totals.rssBytes = Math.max(totals.rssBytes, outcome.rssBytes ?? 0);
      if ((outcome.rssBytes ?? 0) > RSS_LIMIT_BYTES) end(`it takes ${outcome.rssBytes} bytes of memory`);
      else if (index + 1 >= count || Date.now() > deadline) end();
    }
  });
  child.on('exit', (code, signal) => end(`the process ended: ${signal ?? code}`));
  const watch = setInterval(() => {
    if (performance.now() - begun > CASE_LIMIT_MS) end(`it takes more than ${CASE_LIMIT_MS} ms`);
  }, 500);
  const next = await promise;
  clearInterval(watch);
  child.removeAllListeners();
  child.kill('SIGKILL');
  return next;
}

function report(index: number, problem: string): void {
  totals.failures += 1;
  console.log(`\ncase ${index} of seed ${values.seed}:\n${problem}`);
}
