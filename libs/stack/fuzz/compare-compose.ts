// Holds what Drydock makes of generated compose files against what Compose makes of them: docker inspect says the same.
//   npm run fuzz:compose -- --count 150 --seed anything
import { parseArgs } from 'node:util';
import { DrydockError, openEngine } from '@drydock/engine';
import type { Judgement } from './judge-compose.ts';

/** They mostly wait for the engine. */
const AT_ONCE = 4;

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      options: {
        count: { type: 'string', default: '150' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const { count: text, seed } = options();
if (!/^[1-9]\d{0,6}$/.test(text)) refuse(`--count is "${text}", expected a whole number from 1 on`);
if (!/^[\w-]{1,40}$/.test(seed)) refuse(`--seed is "${seed}", expected letters and digits`);
const count = Number(text);
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`seed ${seed}`);
// Loads Testcontainers, which takes a while: not to say that an option is wrong.
const { judgeCompose, makeEmptyImage, removeEmptyImage } = await import('./judge-compose.ts');
const engine = await openEngine({ env: process.env, onProgress: say });
await makeEmptyImage(engine);
const totals = { services: 0, refused: 0, different: 0 };
let next = 0;
await Promise.all(Array.from({ length: AT_ONCE }, judgeNext));
await removeEmptyImage(engine);
say(
  `${count} files, ${totals.services} services, ${totals.refused} refused by Compose, ${totals.different} differ`,
);
if (totals.different > 0 || totals.services === 0) process.exitCode = 1;

async function judgeNext(): Promise<void> {
  while (next < count) {
    const index = next;
    next += 1;
    const { services, refused, differences } = await judgeCompose(engine, seed, index).catch(unjudged);
    totals.services += services;
    if (refused !== undefined) {
      totals.refused += 1;
      say(`file ${index}: refused by Compose: ${refused}`);
    }
    if (differences.length > 0) totals.different += 1;
    for (const difference of differences) say(`file ${index}: ${difference}`);
    if (next % 25 === 0) say(`${next} of ${count}`);
  }
}

/** What Compose takes and Drydock does not is a difference, and the other files are compared all the same. */
function unjudged(error: unknown): Judgement {
  const words = error instanceof DrydockError ? [error.message, ...error.evidence].join('; ') : String(error);
  return { services: 0, refused: undefined, differences: [`Drydock refuses it: ${words}`] };
}
