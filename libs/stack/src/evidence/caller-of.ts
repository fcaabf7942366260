import type { CallingService } from './gather-calls.ts';
import type { RequestLine } from './request-line.ts';

/** By which a call may seem to begin before the one it was made for: clocks are read one after the other. */
const TOLERANCE_MS = 3;

/**
 * Which request of the same trace this one was made for; `undefined` when it came from outside. No service logs who
 * called it, so it is found from what is known: a caller was at work on the same trace when the call began, and
 * `depends_on` says who calls whom. A call that began after all were done, such as a late delivery, is of the one
 * that is said to depend on it. Of several, it is the one that began last.
 */
export function callerOf(
  request: RequestLine,
  earlier: readonly RequestLine[],
  services: readonly CallingService[],
): RequestLine | undefined {
  const callers = earlier.filter(({ service }) => service !== request.service);
  const ranks = callers.map((caller) => ({ caller, rank: rankOf(caller, request, services) }));
  const best = Math.max(0, ...ranks.map(({ rank }) => rank));
  return ranks.findLast(({ rank }) => rank === best && rank > 0)?.caller;
}

function rankOf(caller: RequestLine, request: RequestLine, services: readonly CallingService[]): number {
  const isAtWork = request.startMs <= caller.endMs + TOLERANCE_MS;
  const dependsOn = services.find(({ name }) => name === caller.service)?.dependsOn ?? [];
  return 2 * Number(isAtWork) + Number(dependsOn.includes(request.service));
}
