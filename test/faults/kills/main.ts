// Kills the services hundreds of times under load, and says what became of what they had acknowledged.
//   npm run test:kills -- --access-log 300 --image-gallery 100 --seed 7
import { countOption, refuse, scriptOptions } from '../../support/script-options.ts';
import { openTestEngine, startServices } from '../../support/services.ts';
import type { Figures } from './figures.ts';
import { killAccessLog } from './kill-access-log.ts';
import { killImageGallery } from './kill-image-gallery.ts';

const SHOWN = 20;
const print = (line: string) => process.stdout.write(`${line}\n`);
const number = (value: number) => value.toLocaleString('en');

const { values } = scriptOptions({
  options: {
    'access-log': { type: 'string', default: '300' },
    'image-gallery': { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const { seed } = values;
const plan = [
  {
    service: 'access-log',
    kill: killAccessLog,
    kills: countOption('access-log', values['access-log'], { least: 0 }),
  },
  {
    service: 'image-gallery',
    kill: killImageGallery,
    kills: countOption('image-gallery', values['image-gallery'], { least: 0 }),
  },
].filter(({ kills }) => kills > 0);
if (plan.length === 0) refuse('nothing is to be killed, so nothing can be found');
const engine = await openTestEngine();
print(`seed ${seed}: ${plan.map(({ service, kills }) => `${kills} kills of ${service}`).join(', ')}`);
const figures: Figures[] = [];
for (const one of plan) figures.push(await run(one));

print('');
const head = ['service', 'kills', 'acknowledged', 'stored', 'lost', 'double'];
const rows = figures.map(({ service, kills, acknowledged, stored, lost, double }) => [
  service,
  ...[kills, acknowledged, stored, lost.length, double.length].map(number),
]);
for (const [service = '', ...cells] of [head, ...rows])
  print(`  ${service.padEnd(15)}${cells.map((cell) => cell.padStart(14)).join('')}`);
const complaints = figures.flatMap(complaintsOf);
for (const complaint of complaints.slice(0, SHOWN)) print(`  ✗ ${complaint}`);
if (complaints.length > SHOWN) print(`  … and ${complaints.length - SHOWN} more`);
if (complaints.length > 0) process.exitCode = 1;

async function run({ service, kill, kills }: (typeof plan)[number]): Promise<Figures> {
  await using stack = await startServices(engine);
  const onKill = (done: number, acknowledged: number) => {
    if (done % 10 === 0) print(`${service}: ${done} of ${kills} kills, ${number(acknowledged)} acknowledged`);
  };
  return await kill(stack, { kills, seed, onKill });
}

function complaintsOf({ service, kills, acknowledged, lost, double, wrong }: Figures): string[] {
  return [
    ...(acknowledged > kills ? [] : [`${service}: ${acknowledged} acknowledged is no load`]),
    ...lost.map((name) => `${service}: ${name} was acknowledged, and is lost`),
    ...double.map((name) => `${service}: ${name} is counted twice`),
    ...wrong.map((what) => `${service}: ${what}`),
  ];
}
