// Fires requests of all kinds at the four services, started from their images:
//   npm run fuzz:services -- --count 100000 --seconds 3600 --seed 7 --concurrency 4
// Ends with 1 when an answer was a fault of a service or not as its openapi.yaml says, when a container ended, or when
// memory grew.
import type { Stack } from '@drydock/stack';
import { countOption, scriptOptions } from '../support/script-options.ts';
import { openTestEngine } from '../support/services.ts';
import { readDescriptions } from './description.ts';
import { type FuzzResult, fuzzService, openBudget } from './fuzz-service.ts';
import { judgeMemory } from './judge-memory.ts';
import { startFuzzedServices } from './start-fuzzed-services.ts';
import { watchContainers } from './watch-containers.ts';

const { values } = scriptOptions({
  options: {
    count: { type: 'string', default: process.env.FUZZ_COUNT ?? '100000' },
    seed: { type: 'string', default: process.env.FUZZ_SEED ?? String(Date.now() % 1_000_000) },
    concurrency: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '3600' },
  },
});
const count = countOption('count', values.count);
const seed = countOption('seed', values.seed, { least: 0 });
const concurrency = countOption('concurrency', values.concurrency);
const seconds = countOption('seconds', values.seconds);
const PROGRESS_MS = 30_000;
const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;

const descriptions = await readDescriptions();
const engine = await openTestEngine();
await using stack: Stack = await startFuzzedServices(engine);
console.log(
  `seed ${seed}: ${count} requests, ${concurrency} at a time for each of ${descriptions.length} services`,
);
const watch = await watchContainers(engine, stack);
const deadline = performance.now() + seconds * 1_000;
const takeAny = openBudget(count);
const takeBatch = () => (performance.now() < deadline ? takeAny() : 0);
const answered = new Map<string, number>();
const progress = setInterval(() => {
  const counts = [...answered].map(([what, number]) => `${what} ${number}`);
  console.log(`${new Date().toISOString().slice(11, 19)} ${counts.join(', ')}`);
}, PROGRESS_MS);
const results = await Promise.all(
  descriptions.map(async (description) => {
    const { service } = description;
    const url = stack.service(service).url;
    const onAnswer = (kind: string) => {
      const what = kind === '5xx' || kind === 'none' ? `${service} ${kind}` : service;
      answered.set(what, (answered.get(what) ?? 0) + 1);
    };
    const result = await fuzzService({ description, url, takeBatch, seed, concurrency, onAnswer });
    return { service, result };
  }),
);
clearInterval(progress);
const crashes = await watch.end();
const failures = results.flatMap(({ result }) => result.failures);
const growing = results
  .map(({ service, result }) => report(service, result))
  .filter((isGrowing) => isGrowing).length;
const total = results.reduce((sum, { result }) => sum + result.requests, 0);
for (const failure of failures) console.log(`\n${failure}`);
for (const crash of crashes) console.log(`\n${crash}`);
console.log(
  `\n${total} requests: ${failures.length} answers not as described, ${crashes.length} containers ended, ${growing} growing`,
);
if (total < count) console.log(`only ${total} of ${count}: the time was over, give it more with --seconds`);
if (failures.length + crashes.length + growing > 0 || total < count) process.exitCode = 1;

/** Prints what became of one service's requests. True when its memory grew. */
function report(service: string, { requests, byClass, durationMs }: FuzzResult): boolean {
  const memory = judgeMemory(watch.samples[service] ?? []);
  const rate = Math.round((requests / durationMs) * 1_000);
  const classes = ['2xx', '3xx', '4xx', '5xx', 'none'].map((kind) => `${byClass[kind] ?? 0} ${kind}`);
  const crashed = crashes.filter((crash) => crash.startsWith(`${service}:`)).length;
  console.log(`\n${service}: ${requests} requests, ${rate}/s, ${crashed} crashes`);
  console.log(`  ${classes.join(', ')}`);
  console.log(
    `  memory ${megabytes(memory.startBytes)} at the start, ${megabytes(memory.warmBytes)} warm, ${megabytes(memory.endBytes)} at the end; may grow by ${megabytes(memory.allowedBytes)}${memory.isGrowing ? ': GROWS' : ''}`,
  );
  return memory.isGrowing;
}
