import type { Attempt } from './attempt-line.ts';
import type { Call, Calls } from './gather-calls.ts';
import type { Note } from './request-line.ts';

const SHOWN_TRACES = 5;

/** Who called whom, a tree for each trace, and what was said meanwhile. */
export function callGraph({ all, notes, attempts }: Pick<Calls, 'all' | 'notes' | 'attempts'>): string {
  if (all.length === 0) return 'no call was logged';
  const traces = [...Map.groupBy(all, ({ traceId }) => traceId)];
  const shown = traces
    .slice(-SHOWN_TRACES)
    .flatMap(([traceId, calls]) => [
      `trace ${traceId}`,
      ...tree(calls, null, '  '),
      ...attempts.filter((attempt) => attempt.traceId === traceId && isUnanswered(attempt)).map(attemptLine),
      ...notes.filter((note) => note.traceId === traceId).map(noteLine),
    ]);
  const hidden = traces.length - SHOWN_TRACES;
  return [...(hidden > 0 ? [`${hidden} traces before these`] : []), ...shown].join('\n');
}

/** `image-gallery → access-log  POST /access-log  503  0.1 ms  attempt 2  (by its proxy)`. */
function callLine({ caller, callee, method, path, status, ...call }: Call): string {
  const attempt = call.attempt > 1 ? `  attempt ${call.attempt}` : '';
  const byProxy = call.isByProxy ? '  (by its proxy)' : '';
  const took = `${call.durationMs.toFixed(call.durationMs < 10 ? 1 : 0)} ms`;
  return `${caller ?? 'outside'} → ${callee}  ${method} ${path}  ${status}  ${took}${attempt}${byProxy}`;
}

function tree(calls: readonly Call[], parent: Call | null, indent: string): string[] {
  return calls
    .filter((call) => call.parent === parent)
    .flatMap((call) => [indent + callLine(call), ...tree(calls, call, `${indent}  `)]);
}

/** An answered one is in the tree. */
function isUnanswered({ result }: Attempt): boolean {
  return !/^\d+$/.test(result);
}

/** `image-gallery ⇢ image-of-the-day  GET /image  timeout  1500 ms  attempt 1  breaker closed`. */
export function attemptLine({ caller, peer, method, path, result, ...attempt }: Attempt): string {
  const took = `${attempt.durationMs.toFixed(0)} ms`;
  return `  ${caller} ⇢ ${peer}  ${method} ${path}  ${result}  ${took}  attempt ${attempt.attempt}  breaker ${attempt.breaker}`;
}

function noteLine({ service, text }: Note): string {
  return `  ${service}: ${text}`;
}
