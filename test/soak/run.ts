// Starts and stops the services over and over, and kills runs at random moments: nothing may stay behind.
//   npm run test:soak
//   SOAK_STARTS=20 SOAK_KILLS=10 SOAK_SEED=7 npm run test:soak
import { runCommand } from '../run/run-program.ts';
import { openTestEngine } from '../support/services.ts';
import { type Kill, killRuns } from './kill-runs.ts';
import { isClean, killLine, killsSummary, roundLine, roundsSummary } from './soak-lines.ts';
import { STAGES } from './stages.ts';
import { openFiles, type Round, startAndStop } from './start-and-stop.ts';

const stop = new AbortController();
// Not `once`: where only its own listener is left, a library that Testcontainers uses ends the process.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
const starts = numberOf('SOAK_STARTS', 200);
const kills = numberOf('SOAK_KILLS', 50);
const seed = numberOf('SOAK_SEED', Date.now() % 1_000_000);

if ((await runCommand(['build'], stop.signal)) !== 0) process.exit(1);
print(`seed ${seed}: ${starts} starts and stops, ${kills} kills`);
const isWell = [await runStarts(), await runKills()].every(Boolean);
if (!isWell || stop.signal.aborted) process.exitCode = 1;

async function runStarts(): Promise<boolean> {
  if (starts === 0) return true;
  const engine = await openTestEngine();
  const rounds: Round[] = [];
  const filesBefore = openFiles();
  while (rounds.length < starts && !stop.signal.aborted) {
    rounds.push(await startAndStop(engine));
    print(roundLine(rounds, starts));
  }
  print(roundsSummary(rounds, { before: filesBefore, after: openFiles() }));
  return rounds.length === starts && rounds.every(isClean);
}

async function runKills(): Promise<boolean> {
  const seen: Kill[] = [];
  if (kills === 0) return true;
  for await (const kill of killRuns({ count: kills, seed, signal: stop.signal })) {
    seen.push(kill);
    print(killLine(seen, kills));
  }
  print(killsSummary(seen));
  if (kills >= STAGES.length && seen.every(({ left }) => left.length === 0))
    throw new Error('no run left anything when it was killed: the check is blind');
  return seen.length === kills && seen.every(({ stays, disturbed }) => stays.length + disturbed.length === 0);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function numberOf(name: string, fallback: number): number {
  const text = process.env[name] ?? String(fallback);
  if (/^\d+$/.test(text)) return Number(text);
  process.stderr.write(`${name} is "${text}"; it takes a whole number\n`);
  process.exit(1);
}
