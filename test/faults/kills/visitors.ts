import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf } from '../../support/answer-of.ts';
import { newTrace } from '../../support/trace.ts';
import { type Load, startLoad } from './load.ts';

const VISITORS = 6;
const RETRY_MS = 5;
const TIMEOUT_MS = 10_000;

/** Visitors of the page, each visit on a trace of its own. One whose page shows the number is acknowledged. */
export function startVisitors(url: string): Load {
  return startLoad(VISITORS, async (_, { sent, acknowledged, wrong, isOver }) => {
    while (!isOver()) {
      const { traceId, traceparent } = newTrace();
      sent.add(traceId);
      const headers = { traceparent, connection: 'keep-alive' };
      const { status, body } = await answerOf(url, { headers, timeoutMs: TIMEOUT_MS });
      if (status !== null && status !== 200) wrong.push(`${traceId}: answered ${status} ${body}`);
      if (status === 200 && /<data value="\d/.test(body)) acknowledged.add(traceId);
      if (status === null) await sleep(RETRY_MS);
    }
  });
}
