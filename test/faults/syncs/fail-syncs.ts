import type { Stack } from '@drydock/stack';
import { countOfVisits } from '../../support/all-entries.ts';
import type { AnswerOf } from '../../support/answer-of.ts';
import { seeded } from '../../support/seeded.ts';
import { until } from '../../support/until.ts';
import { type Figures, figuresOf } from '../kills/figures.ts';
import { startWriters } from '../kills/writers.ts';

/** The most that is acknowledged between two failures. */
const MOST_BETWEEN = 100;
/** Answers that are awaited from a disk that fails. */
const ANSWERS = 30;

export interface SyncFigures extends Figures {
  /** Answers to what was sent while no sync worked, by what they said. */
  readonly whileFailing: Readonly<Record<string, number>>;
  /** Answers that never came. */
  readonly unanswered: number;
}

/** Lets the disk of `access-log` fail again and again while clients write, and tells what became of what they wrote. */
export async function failSyncs(
  stack: Stack,
  { rounds, seed }: { readonly rounds: number; readonly seed: string },
): Promise<SyncFigures> {
  const service = stack.service('accesslog');
  const random = seeded(`${seed} failing syncs`);
  const whileFailing: Record<string, number> = {};
  const wrong: string[] = [];
  let failingSince = Number.POSITIVE_INFINITY;
  let heard = 0;
  let unanswered = 0;
  const onAnswer = (answer: AnswerOf, _id: string, sentAt: number) => {
    if (answer.status === null) unanswered += 1;
    if (sentAt < failingSince) return;
    heard += 1;
    const said = saidBy(answer);
    whileFailing[said] = (whileFailing[said] ?? 0) + 1;
  };

  await using load = startWriters(service.url, { seed, onAnswer });
  for (let round = 1; round <= rounds; round += 1) {
    await load.untilMore(1 + Math.floor(random() * MOST_BETWEEN));
    await using _failing = await service.withFailingSync();
    failingSince = performance.now();
    const before = await countOfVisits(stack);
    await until(`${ANSWERS} answers while no sync works`, () => heard >= round * ANSWERS);
    const after = await countOfVisits(stack);
    failingSince = Number.POSITIVE_INFINITY;
    if (after !== before)
      wrong.push(`round ${round}: ${before} were counted, and while nothing could be kept ${after}`);
  }
  await load.untilMore(1);
  await load.stop();
  const nameOf = ({ id }: { readonly id: string }) => id;
  const promised = { ...load, service: service.name, kills: 0, nameOf, wrong: [...load.wrong, ...wrong] };
  return { ...(await figuresOf(stack, promised)), whileFailing, unanswered };
}

/** `503, again after 1 s`. */
function saidBy({ status, headers, error }: AnswerOf): string {
  if (status === null) return error;
  const wait = headers.get('retry-after');
  return wait === null ? String(status) : `${status}, again after ${wait} s`;
}
