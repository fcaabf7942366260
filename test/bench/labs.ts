// Measures how long a learner waits: from the save of a lab's solution to its verdict on the screen of `drydock lab watch`.
//   npm run bench:labs -- --rounds 3 7 14
// Each round is a new learner, who saves once the start has been graded. A first round warms the cache, and is not counted.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lab, readCourse } from '@drydock/labs';
import { newLearner } from '../support/learner.ts';
import { openPseudoTerminal } from '../support/pseudo-terminal.ts';
import { countOption, refuse, scriptOptions } from '../support/script-options.ts';
import { ROOT } from '../support/services.ts';
import { until } from '../support/until.ts';

const SIZE = { columns: 100, rows: 50 };
/** Until what the check before has made is gone, and longer than anybody types. */
const PAUSE_MS = 4_000;
const MOST_S = 3;
const MOST_OF_JAVA_S = 10;
const print = (line: string) => process.stdout.write(`${line}\n`);

const { values, positionals } = scriptOptions({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const rounds = countOption('rounds', values.rounds);
const labs = await readCourse(join(ROOT, 'labs'), positionals).catch((error: Error) => refuse(error.message));

print('| lab | median s | slowest s | at most |');
print('|---|---|---|---|');
for (const lab of labs) {
  const seconds: number[] = [];
  for (let round = 0; round <= rounds; round += 1) seconds.push(await wait(lab));
  const sorted = seconds.slice(1).sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const most = lab.definition.needs.includes('openjdk') ? MOST_OF_JAVA_S : MOST_S;
  if (!(median <= most)) process.exitCode = 1;
  print(`| ${lab.name} | ${median.toFixed(1)} | ${(sorted.at(-1) ?? Number.NaN).toFixed(1)} | ${most} |`);
}

async function wait(lab: Lab): Promise<number> {
  using learner = newLearner();
  await using terminal = openPseudoTerminal(['lab', 'watch', lab.name, '--folder', learner.folder], SIZE);
  const shows = (what: RegExp) => until(`${lab.name} shows ${what}`, () => what.test(terminal.screen()));
  await shows(/any key back/);
  terminal.type('x');
  await shows(/✗ not yet/);
  await sleep(PAUSE_MS);
  learner.put(lab.name, 'solution');
  const savedAt = performance.now();
  await shows(/✓ passed/);
  return (performance.now() - savedAt) / 1_000;
}
