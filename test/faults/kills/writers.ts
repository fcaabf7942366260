import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswerOf, answerOf } from '../../support/answer-of.ts';
import { seeded } from '../../support/seeded.ts';
import { type Load, type Notes, startLoad } from './load.ts';

const WRITERS = 8;
const RETRY_MS = 5;
const TIMEOUT_MS = 5_000;
/** Of what is acknowledged, how much is sent once more; of what is not, how much is given up. */
const REPEATED = 1 / 8;
const GIVEN_UP = 1 / 16;

export interface WriterOptions {
  readonly seed: string;
  /** Hears every answer to a POST, and when it was sent. */
  readonly onAnswer?: (answer: AnswerOf, id: string, sentAt: number) => void;
}

/** Clients that write to `access-log`, each entry again and again under its id until that is acknowledged. */
export function startWriters(url: string, { seed, onAnswer }: WriterOptions): Load {
  return startLoad(WRITERS, async (writer, notes) => {
    const random = seeded(`${seed} writer ${writer}`);
    const post = async (id: string) => {
      const sentAt = performance.now();
      const answer = await postEntry(url, id);
      onAnswer?.(answer, id, sentAt);
      return answer;
    };
    for (let number = 0; !notes.isOver(); number += 1) {
      const id = `${writer}-${number}`;
      await write({ id, post, random, notes });
    }
  });
}

/** One try to have an entry written. */
export function postEntry(url: string, id: string): Promise<AnswerOf> {
  const body = JSON.stringify({ id, clientIp: '192.0.2.1', path: `/${id}` });
  const headers = { 'content-type': 'application/json', connection: 'keep-alive' };
  return answerOf(`${url}/access-log`, { method: 'POST', body, headers, timeoutMs: TIMEOUT_MS });
}

/** An acknowledgement says so, and names the entry. */
function isAcknowledged({ status, body }: AnswerOf, id: string): boolean {
  return (status === 200 || status === 201) && JSON.parse(body).id === id;
}

interface Writing {
  readonly id: string;
  readonly post: (id: string) => Promise<AnswerOf>;
  readonly random: () => number;
  readonly notes: Notes;
}

async function write({ id, post, random, notes }: Writing): Promise<void> {
  notes.sent.add(id);
  for (let attempt = 1; !notes.isOver(); attempt += 1) {
    const answer = await post(id);
    const { status } = answer;
    if (isAcknowledged(answer, id)) {
      notes.acknowledged.add(id);
      if (attempt === 1 && status === 200) notes.wrong.push(`${id}: known before it was sent`);
      break;
    }
    if (status !== null && status < 500) notes.wrong.push(`${id}: answered ${status} ${answer.body}`);
    if (random() < GIVEN_UP) return;
    await sleep(RETRY_MS);
  }
  if (random() > REPEATED || !notes.acknowledged.has(id)) return;
  const again = await post(id);
  if (again.status === 201) notes.wrong.push(`${id}: was acknowledged, and is new again`);
}
