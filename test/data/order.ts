import { type Engine, runDocker } from '@drydock/engine';
import { seeded } from '../support/seeded.ts';
import { keptCopy } from './kept-copy.ts';
import { type Scene, STEPS, type Step, UP } from './steps.ts';
import { accessLogOf, postVisit, storedVisits } from './visits.ts';

const MOST_STEPS = 8;
const VISITS = 3;

export interface Order {
  readonly seed: string;
  readonly steps: readonly string[];
  /** How many visits were acknowledged. */
  readonly acknowledged: number;
  /** What was lost, and after which step. */
  readonly lost: readonly string[];
}

interface Books {
  readonly engine: Engine;
  readonly stack: string;
  /** Of visits that have to be there. */
  readonly ids: Set<string>;
  readonly steps: string[];
  readonly lost: string[];
  acknowledged: number;
}

/** Takes up to eight steps in an order that depends on the seed alone, between two starts, with visits in between. */
export async function runOrder(engine: Engine, seed: string): Promise<Order> {
  const random = seeded(seed);
  await using copy = await keptCopy(engine);
  const books: Books = { engine, stack: copy.stack, ids: new Set(), steps: [], lost: [], acknowledged: 0 };
  const scene: Scene = { engine, copy, random };
  await mustAnswer(scene, books);
  const length = 1 + Math.floor(random() * MOST_STEPS);
  for (let number = 0; number < length; number += 1) {
    const step = STEPS[Math.floor(random() * STEPS.length)];
    if (step) await take(step, scene, books);
  }
  await copy.tagImages();
  await mustAnswer(scene, books);
  const { steps, acknowledged, lost } = books;
  return { seed, steps, acknowledged, lost };
}

async function mustAnswer(scene: Scene, books: Books): Promise<void> {
  if (!(await take(UP, scene, books))) books.lost.push(`access-log does not answer ${after(books)}`);
}

/** Says whether visits could be looked at afterwards. */
async function take(step: Step, scene: Scene, books: Books): Promise<boolean> {
  books.steps.push(step.name);
  await step.take(scene);
  if (step.removesVolumes && !(await hasVolume(books))) books.ids.clear();
  const url = await accessLogOf(books.engine, books.stack);
  const stored = url === undefined ? undefined : await storedVisits(url);
  if (url === undefined || stored === undefined) return false;
  for (const id of books.ids)
    if (!stored.has(id)) {
      books.lost.push(`visit ${id} ${after(books)}`);
      books.ids.delete(id);
    }
  for (let number = 1; number <= VISITS; number += 1)
    await visit(url, `${books.steps.length}-${number}`, books);
  return true;
}

async function visit(url: string, id: string, books: Books): Promise<void> {
  if (!(await postVisit(url, id))) return;
  books.ids.add(id);
  books.acknowledged += 1;
}

function after({ steps }: Books): string {
  return `after step ${steps.length}, ${steps.at(-1)}`;
}

async function hasVolume({ engine, stack }: Books): Promise<boolean> {
  const { exitCode } = await runDocker(engine, ['volume', 'inspect', `${stack}_access-log-data`]);
  return exitCode === 0;
}
