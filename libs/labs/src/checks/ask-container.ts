import { setTimeout as sleep } from 'node:timers/promises';
import { probe } from '@drydock/stack';
import { inspectContainer } from '../engine-questions.ts';
import { type Finding, fail, PASS } from '../finding.ts';
import type { Workbench } from '../workbench.ts';
import {
  type Answer,
  lastLog,
  OPEN_MS,
  POLL_MS,
  SETTLE_MS,
  type Started,
  stateOf,
} from './served-container.ts';

/** On a machine so busy that one question takes a second, programs take longer to begin as well. */
const MIN_ASKS = 4;

/** Asks until the answer is the one that is wanted, the container ends, or it takes too long: less so for one that answers. */
export async function asks(
  bench: Workbench,
  { id, name, one: { port, opensWith }, network }: Started,
  { answer, readyWithinMs }: { readonly answer: Answer; readonly readyWithinMs: number },
): Promise<Finding> {
  const { path = '/', status = 200, body, from = 'outside' } = answer;
  let deadline = performance.now() + readyWithinMs;
  let hasAnswered = false;
  let openedAt: number | undefined;
  const url = from === 'network' ? `http://${name}${port === 80 ? '' : `:${port}`}${path}` : path;
  let seen = 'no answer';
  for (let asked = 1; ; asked += 1) {
    const got =
      from === 'network'
        ? await probe(bench.engine, { network, url, signal: bench.signal })
        : await askOutside(bench, { id, port, path });
    seen =
      got.status === null
        ? `no answer: ${got.error?.split('\n')[0]}`
        : `${got.status} ${got.body.trim().slice(0, 300)}`;
    if (got.status === status && (!body || body.test(got.body))) return PASS;
    if (got.status !== null && !hasAnswered) deadline = Math.min(deadline, performance.now() + SETTLE_MS);
    hasAnswered ||= got.status !== null;
    if (opensWith && openedAt === undefined && opensWith.test((await lastLog(bench, id)).join('\n'))) {
      openedAt = asked;
      deadline = Math.min(deadline, performance.now() + OPEN_MS);
    }
    const state = await stateOf(bench, id);
    // However busy the machine, who listens is asked once more after it said so.
    const leastAsks = openedAt === undefined ? MIN_ASKS : openedAt + 1;
    if (state.Status === 'running' && (performance.now() < deadline || asked < leastAsks)) {
      await sleep(POLL_MS, undefined, { signal: bench.signal });
      continue;
    }
    const ended = state.Status === 'running' ? [] : [`it ended with exit code ${state.ExitCode}`];
    const wanted = `${status}${body ? ` and ${body}` : ''}`;
    const question =
      hasAnswered || ended.length === 0 ? [`asked ${url}, wanted ${wanted}`, `got ${seen}`] : [];
    const evidence = [...question, ...ended, ...(await lastLog(bench, id))];
    return fail(`${name} does not answer as it should`, evidence);
  }
}

interface Got {
  readonly status: number | null;
  readonly body: string;
  readonly error: string | null;
}

async function askOutside(
  bench: Workbench,
  { id, port, path }: { readonly id: string; readonly port: number | undefined; readonly path: string },
): Promise<Got> {
  const { NetworkSettings } = await inspectContainer(bench.engine, id, bench.signal);
  const [published] = NetworkSettings.Ports[`${port}/tcp`] ?? [];
  if (!published) return { status: null, body: '', error: `port ${port} is not published` };
  try {
    const answer = await fetch(`http://${published.HostIp}:${published.HostPort}${path}`, {
      signal: AbortSignal.timeout(2_000),
    });
    return { status: answer.status, body: await answer.text(), error: null };
  } catch (error) {
    return { status: null, body: '', error: String((error as Error).cause ?? error) };
  }
}
