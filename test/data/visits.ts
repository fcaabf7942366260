import type { Engine } from '@drydock/engine';
import { listServices } from '@drydock/stack';
import { answerOf } from '../support/answer-of.ts';

const TIMEOUT_MS = 10_000;
/** As many as one answer holds: an order posts fewer. */
const LIMIT = 999;

/** Where the access log of a stack is reached, if it runs. */
export async function accessLogOf(engine: Engine, stack: string): Promise<string | undefined> {
  const services = await listServices(engine, stack);
  return services.find(({ name }) => name === 'access-log')?.url ?? undefined;
}

/** Posts a visit. Says whether it was acknowledged. */
export async function postVisit(url: string, id: string): Promise<boolean> {
  const body = JSON.stringify({ id, clientIp: '192.0.2.1', path: `/${id}` });
  const headers = { 'content-type': 'application/json' };
  const answer = await answerOf(`${url}/access-log`, {
    method: 'POST',
    body,
    headers,
    timeoutMs: TIMEOUT_MS,
  });
  return answer.status === 201;
}

/** The ids of all visits; undefined when it does not answer. */
export async function storedVisits(url: string): Promise<ReadonlySet<string> | undefined> {
  const { status, body } = await answerOf(`${url}/access-log?limit=${LIMIT}`, { timeoutMs: TIMEOUT_MS });
  if (status !== 200) return undefined;
  const { entries } = JSON.parse(body) as { readonly entries: readonly { readonly id: string }[] };
  return new Set(entries.map(({ id }) => id));
}
