import { Agent } from 'node:http';
import fc from 'fast-check';
import type { Description } from './description.ts';
import { judgeAnswer, type Seen } from './judge-answer.ts';
import { anyRequest } from './request/any-request.ts';
import { curlCommand } from './request/curl-command.ts';
import { sendRequest } from './request/send-request.ts';

const BATCH = 100;
/** For one worker, after which it has shown enough. */
const MAX_FAILURES = 3;

/** A number of requests, to be taken in batches. */
export function openBudget(count: number): () => number {
  let left = count;
  return () => {
    const size = Math.min(BATCH, left);
    left -= size;
    return size;
  };
}

export interface FuzzOptions {
  readonly description: Description;
  /** Where the service is: `http://127.0.0.1:80`. */
  readonly url: string;
  /** How many requests to send next; 0 when it is enough. Whoever is quicker may take more from the same budget. */
  readonly takeBatch: () => number;
  readonly seed: number;
  /** Requests on their way at the same time. */
  readonly concurrency: number;
  /** Called for each answer, with what it counts as in `byClass`. */
  readonly onAnswer?: (kind: string) => void;
}

export interface FuzzResult {
  readonly requests: number;
  /** Answers by the first digit of their status, and `none`. */
  readonly byClass: Readonly<Record<string, number>>;
  readonly seen: Seen;
  readonly durationMs: number;
  /** One text for each way in which an answer was not as described: what, and the smallest request that shows it. */
  readonly failures: readonly string[];
}

/** Sends a service requests of all kinds, and holds every answer to its description. */
export async function fuzzService(options: FuzzOptions): Promise<FuzzResult> {
  const begun = performance.now();
  const tally = { requests: 0, byClass: {} as Record<string, number>, seen: new Set<string>() };
  const workers = Array.from({ length: options.concurrency }, (_, worker) =>
    runWorker(options, worker, tally),
  );
  const failures = (await Promise.all(workers)).flat();
  return { ...tally, failures: [...new Set(failures)], durationMs: performance.now() - begun };
}

interface Tally {
  requests: number;
  readonly byClass: Record<string, number>;
  readonly seen: Seen;
}

async function runWorker(options: FuzzOptions, worker: number, tally: Tally): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const failures: string[] = [];
  let seed = options.seed * 1_000_000 + worker * 10_000;
  for (
    let count = options.takeBatch();
    count > 0 && failures.length < MAX_FAILURES;
    count = options.takeBatch()
  ) {
    failures.push(...(await runBatch(options, { count, seed, agent, tally })));
    seed += 1;
  }
  agent.destroy();
  return failures;
}

interface Batch {
  readonly count: number;
  readonly seed: number;
  readonly agent: Agent;
  readonly tally: Tally;
}

async function runBatch(options: FuzzOptions, { count, seed, agent, tally }: Batch): Promise<string[]> {
  const { description, url } = options;
  const property = fc.asyncProperty(anyRequest(description), async (request) => {
    const answer = await sendRequest(url, request, agent);
    const kind = answer.status === null ? 'none' : `${Math.floor(answer.status / 100)}xx`;
    options.onAnswer?.(kind);
    tally.requests += 1;
    tally.byClass[kind] = (tally.byClass[kind] ?? 0) + 1;
    const objections = judgeAnswer(description, request, answer, tally.seen);
    // Declared or not: nothing is broken here.
    if (answer.status !== null && answer.status >= 500)
      objections.push(`status ${answer.status}, and no fault was made: ${answer.body}`);
    if (objections.length > 0) throw new Error(objections.join('\n'));
  });
  const details = await fc.check(property, { seed, numRuns: count });
  if (!details.failed) return [];
  const [request] = details.counterexample ?? [];
  const reason =
    details.errorInstance instanceof Error ? details.errorInstance.message : 'it was interrupted';
  const rerun = request ? curlCommand(url, request) : '';
  return [
    `${description.service}: ${reason}\n  ${rerun}\n  seed ${seed}, path ${details.counterexamplePath}`,
  ];
}
