// Measures what it costs access-log to keep its promise: durable posts as they are shipped, against the same image with
// durability off, and against one commit for each request.
//   npm run bench:durability -- --rounds 5 --seconds 5
// A disk of a virtual machine may sync in a tenth of a millisecond. With --sync-ms 1 it takes a millisecond longer, as a
// disk does that waits for its own medium.
import type { Engine } from '@drydock/engine';
import autocannon from 'autocannon';
import { type Container, dockerText, withContainer } from '../support/containers.ts';
import { countOption, scriptOptions } from '../support/script-options.ts';
import { openTestEngine } from '../support/services.ts';
import { until } from '../support/until.ts';
import { nodeOptions, WAYS, type Way } from './other-ways.ts';

const CONNECTIONS = 64;
const WARM_UP_SECONDS = 2;
const LEAST_OF_OFF = 0.8;
const LEAST_OF_ONE_EACH = 3;
const IMAGE = 'drydock/access-log:local';
/** As in compose.yaml. What it logs is thrown away: it is not what is measured. */
const LIMITS = ['--read-only', '--cpus', '1', '--memory', '256m', '--log-driver', 'none'];
const ENTRY = {
  clientIp: '192.0.2.1',
  path: '/',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0',
};
const print = (line: string) => process.stdout.write(`${line}\n`);

interface Server extends AsyncDisposable {
  readonly way: Way;
  readonly url: string;
}

interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
}

const { values } = scriptOptions({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    'sync-ms': { type: 'string' },
  },
});
const syncMs = values['sync-ms'] === undefined ? 0 : countOption('sync-ms', values['sync-ms']);
const rounds = countOption('rounds', values.rounds);
const seconds = countOption('seconds', values.seconds);
const engine = await openTestEngine();
await using servers = new AsyncDisposableStack();
const all: Server[] = [];
for (const way of WAYS) all.push(servers.use(await start(engine, way)));

const measured = new Map<Way, Measured[]>(all.map(({ way }) => [way, []]));
for (const { url } of all) await load(url, WARM_UP_SECONDS);
for (let round = 0; round < rounds; round += 1) {
  print(`round ${round + 1} of ${rounds}`);
  // Each round begins with another one, and all of a round meet the same machine.
  for (let turn = 0; turn < all.length; turn += 1) {
    const server = all[(round + turn) % all.length];
    if (server) measured.get(server.way)?.push(await load(server.url, seconds));
  }
}
report();

/** The real image, its data on a volume of its own. */
async function start(onEngine: Engine, way: Way): Promise<Server> {
  const container: Container = await withContainer(onEngine, [
    ...LIMITS,
    '--env',
    `NODE_OPTIONS=${nodeOptions(way, syncMs)}`,
    IMAGE,
  ]);
  // Its own address, which Linux reaches: a published port may be a program that carries each byte, on the load's core.
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const url = `http://${await dockerText(onEngine, 'inspect', '--format', format, container.id)}`;
  await until(`access-log (${way}) answers at ${url}, its address on the engine's network`, async () => {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    return answer?.ok === true;
  });
  return { way, url, [Symbol.asyncDispose]: () => container[Symbol.asyncDispose]() };
}

async function load(url: string, seconds: number): Promise<Measured> {
  const { requests, latency, non2xx, errors, timeouts } = await autocannon({
    url: `${url}/access-log`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ENTRY),
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (non2xx + errors + timeouts > 0)
    throw new Error(`${non2xx} refused, ${errors} failed, ${timeouts} took too long: nothing was measured`);
  return { perSecond: requests.average, p99Ms: latency.p99 };
}

function report(): void {
  const disk = syncMs > 0 ? `, on a disk that takes ${syncMs} ms longer to sync` : '';
  print(`\n${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s each${disk}; medians\n`);
  print(row(['', 'posts/s', 'least', 'most', 'p99']));
  for (const { way } of all) {
    const runs = measured.get(way) ?? [];
    const rates = runs.map(({ perSecond }) => perSecond);
    const p99 = median(runs.map(({ p99Ms }) => p99Ms));
    print(row([way, ...[median(rates), Math.min(...rates), Math.max(...rates)].map(whole), `${p99} ms`]));
  }
  print('');
  const isReached = [
    judge('durability off', LEAST_OF_OFF),
    judge('one commit each', LEAST_OF_ONE_EACH),
  ].every(Boolean);
  if (!isReached) process.exitCode = 1;
}

/** Of each round the ratio, and of these the median: what the machine did otherwise meanwhile concerns both. */
function judge(other: Way, least: number): boolean {
  const others = measured.get(other) ?? [];
  const ratios = (measured.get('as shipped') ?? []).map(
    ({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN),
  );
  const ratio = median(ratios);
  const isReached = ratio >= least;
  print(`  ${isReached ? '✓' : '✗'} ${ratio.toFixed(2)} × ${other}, at least ${least}`);
  return isReached;
}

function median(numbers: readonly number[]): number {
  const inOrder = numbers.toSorted((a, b) => a - b);
  return inOrder[Math.floor(inOrder.length / 2)] ?? Number.NaN;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function row([name = '', ...cells]: readonly string[]): string {
  return `  ${name.padEnd(16)}${cells.map((cell) => cell.padStart(10)).join('')}`;
}
