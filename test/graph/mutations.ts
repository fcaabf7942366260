// Changes one line at a time, and looks whether Nx would run everything that the change can break.
//
//   node test/graph/mutations.ts --count 1000 --seed anything
//   node test/graph/mutations.ts --forget "'test-network'"     and see it notice that an edge is missing

import { countOption, refuse, scriptOptions } from '../support/script-options.ts';
import { openTestEngine } from '../support/services.ts';
import type { Clone } from './clone.ts';
import { judgeMutations } from './judge-mutations.ts';

const TABLE = 'tools/nx/src/uses.mjs';

const { values } = scriptOptions({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now()) },
    forget: { type: 'string' },
  },
});
const count = countOption('count', values.count);
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`seed ${values.seed}`);
const engine = await openTestEngine();
const { mutations, falseSkips, affectedProjects, affectedTasks } = await judgeMutations(engine, {
  count,
  seed: values.seed,
  ...(values.forget ? { prepare: (clone) => forget(clone, values.forget ?? '') } : {}),
  onFalseSkip: ({ file, line, does, task, why }) =>
    say(`false skip: ${file}:${line} ${does}: ${task} is not affected, but ${why}`),
  onProgress: (done) => {
    if (done % 50 === 0) say(`${done} of ${count}`);
  },
});
say(`affected in median: ${median(affectedProjects)} projects, ${median(affectedTasks)} tasks`);
say(`${mutations} mutations, ${falseSkips.length} false skips`);
if (falseSkips.length > 0) process.exitCode = 1;

/** Takes out the lines of the table that have this in them. */
function forget(clone: Clone, words: string): void {
  const lines = clone.read(TABLE).split('\n');
  const left = lines.filter((line) => !line.includes(words));
  if (left.length === lines.length) refuse(`no line of ${TABLE} has ${words} in it`);
  clone.write(TABLE, left.join('\n'));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
