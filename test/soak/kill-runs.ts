import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '@drydock/engine';
import { listServices } from '@drydock/stack';
import { seeded } from '../support/seeded.ts';
import { openTestEngine, startServices } from '../support/services.ts';
import { leftOfRun } from './left-of-run.ts';
import { shuffled } from './shuffled.ts';
import { STAGES, type Stage } from './stages.ts';
import { startRun, type ToldRun } from './told-run.ts';

/** What is slow to start is left out of the next run: it is its beginning that cleans up. */
const QUICK = { images: { 'image-of-the-day': 'drydock/apod:local' } };

const WHOLE = '200';
const WHOLE_MS = 15_000;

/** A run that was killed, and what the next one made of it. */
export interface Kill {
  /** Where it was, by its own account. */
  readonly stage: Stage;
  readonly afterMs: number;
  /** What there was of it when it had ended. */
  readonly left: readonly string[];
  /** What was still there when the next run had started. */
  readonly stays: readonly string[];
  /** What is different of a run that was alive all the time. */
  readonly disturbed: readonly string[];
}

interface KillOptions {
  readonly count: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Kills runs at random moments, as many in each stage, and starts another one after each. */
export async function* killRuns({ count, seed, signal }: KillOptions): AsyncGenerator<Kill> {
  const engine = await openTestEngine();
  const lengths = await rehearse();
  const random = seeded(String(seed));
  const living = await startLiving(engine);
  try {
    for (const stage of stagesToKill(count, random)) {
      if (signal.aborted) break;
      yield await killOne({ engine, stage, afterMs: random() * (lengths.get(stage) ?? 0), living });
    }
  } finally {
    await living.run.finish();
  }
  const left = await leftOfRun(engine, living.run.pid);
  if (left.length > 0) throw new Error(`the run that was left alone leaves ${left.join(', ')}`);
}

/** How long the stages take, of a run that nobody kills. */
async function rehearse(): Promise<ReadonlyMap<Stage, number>> {
  const run = startRun();
  await run.finish();
  const missing = STAGES.filter((stage) => !run.stageMs.has(stage));
  if (missing.length > 0) throw new Error(`the run skipped: ${missing.join(', ')}`);
  return run.stageMs;
}

/** Each stage as often as the others, in an order that nobody chose. */
function stagesToKill(count: number, random: () => number): Stage[] {
  const rounds = Math.ceil(count / STAGES.length);
  return Array.from({ length: rounds }, () => shuffled(STAGES, random))
    .flat()
    .slice(0, count);
}

interface Living {
  readonly run: ToldRun;
  readonly has: readonly string[];
  readonly pageUrl: string;
}

/** A run on the same engine, under faults, that must not notice anything. */
async function startLiving(engine: Engine): Promise<Living> {
  const run = startRun('stay');
  await run.reaches('under faults');
  const services = await listServices(engine, await run.stack);
  const page = services.find(({ name }) => name === 'image-gallery');
  return { run, has: await leftOfRun(engine, run.pid), pageUrl: page?.url ?? '' };
}

interface Moment {
  readonly engine: Engine;
  readonly stage: Stage;
  readonly afterMs: number;
  readonly living: Living;
}

async function killOne({ engine, stage, afterMs, living }: Moment): Promise<Kill> {
  const run = startRun();
  await run.reaches(stage);
  await sleep(afterMs);
  await run.kill();
  const left = await leftOfRun(engine, run.pid);
  // What a run of tests begins with: here in this process, since it is the same code.
  await using _next = await startServices(await openTestEngine(), QUICK);
  const stays = await leftOfRun(engine, run.pid);
  return { stage: run.stage(), afterMs, left, stays, disturbed: await differences(engine, living) };
}

async function differences(engine: Engine, { run, has, pageUrl }: Living): Promise<string[]> {
  const now = await leftOfRun(engine, run.pid);
  const answer = await wholeAnswer(pageUrl);
  return [
    ...has.filter((thing) => !now.includes(thing)).map((thing) => `gone: ${thing}`),
    ...now.filter((thing) => !has.includes(thing)).map((thing) => `new: ${thing}`),
    ...(answer === WHOLE ? [] : [`its page answers ${answer}`]),
  ];
}

/** What a page answers, asked until it is whole: with other work on the machine, one of its services may be late. */
async function wholeAnswer(pageUrl: string): Promise<string> {
  const deadline = performance.now() + WHOLE_MS;
  for (;;) {
    const answer = await fetch(pageUrl).then(
      async (response) =>
        `${response.status}${(await response.text()).includes('<img ') ? '' : ' without a picture'}`,
      (error: Error) => error.message,
    );
    if (answer === WHOLE || performance.now() > deadline) return answer;
    await sleep(200);
  }
}
