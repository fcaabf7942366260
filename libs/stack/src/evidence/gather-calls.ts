import type { LogLine } from '../logs.ts';
import { type Attempt, parseAttemptLine } from './attempt-line.ts';
import { callerOf } from './caller-of.ts';
import { type Note, parseTraceLine, type RequestLine } from './request-line.ts';

/** One call, as the service that was called has logged it. */
export interface Call {
  readonly traceId: string;
  /** The call it was made for; null when it came from outside of the stack. */
  readonly parent: Call | null;
  /** The service that called; null when it came from outside of the stack. */
  readonly caller: string | null;
  /** The service that was called. */
  readonly callee: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly startMs: number;
  readonly durationMs: number;
  /** 1, and one more for each time that the same was called before for the same trace. */
  readonly attempt: number;
  /** Answered by a proxy in the name of the service, which heard nothing of it. */
  readonly isByProxy: boolean;
}

/** A service, by its name, with its other names and with those that it calls. */
export interface CallingService {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly dependsOn: readonly string[];
}

/** Who called whom, in the order of time. */
export interface Calls {
  readonly all: readonly Call[];
  readonly notes: readonly Note[];
  /** What the services tried, as they say themselves: also what reached nobody, and what they left alone. */
  readonly attempts: readonly Attempt[];
  /** What a service called and what it answered: the subject of the matchers. Takes a name or an alias. */
  of(service: string): CallsOfService;
}

export interface CallsOfService {
  readonly service: string;
  readonly made: readonly Call[];
  readonly answered: readonly Call[];
  readonly attempted: readonly Attempt[];
  readonly calls: Calls;
  readonly nameOf: (service: string) => string;
}

export interface GatherCallsOptions {
  readonly services: readonly CallingService[];
  /** What the services logged. */
  readonly lines: readonly LogLine[];
  /** What their proxies logged, under the name of the service. */
  readonly proxyLines: readonly LogLine[];
  /** Only of this trace. */
  readonly traceId?: string | undefined;
  readonly nameOf: (service: string) => string;
}

export function gatherCalls(options: GatherCallsOptions): Calls {
  const { services, traceId, nameOf } = options;
  const read = (lines: readonly LogLine[], isByProxy: boolean) =>
    lines.flatMap((line) => {
      const parsed = parseTraceLine(line);
      return parsed && (traceId ?? parsed.traceId) === parsed.traceId ? [{ parsed, isByProxy }] : [];
    });
  const attempts = options.lines
    .flatMap((line) => parseAttemptLine(line, (host) => serviceOf(host, services)) ?? [])
    .filter((attempt) => (traceId ?? attempt.traceId) === attempt.traceId);
  const found = [...read(options.lines, false), ...read(options.proxyLines, true)];
  const notes = found.flatMap(({ parsed }) => ('status' in parsed ? [] : [parsed]));
  const requests = found
    .flatMap(({ parsed, isByProxy }) => ('status' in parsed ? [{ ...parsed, isByProxy }] : []))
    .sort((one, other) => one.startMs - other.startMs);
  const all = [...Map.groupBy(requests, (request) => request.traceId).values()]
    .flatMap((trace) => linkTrace(trace, services))
    .sort((one, other) => one.startMs - other.startMs);
  const calls: Calls = {
    all,
    notes,
    attempts,
    of: (service) => {
      const name = nameOf(service);
      return {
        service: name,
        made: all.filter(({ caller }) => caller === name),
        answered: all.filter(({ callee }) => callee === name),
        attempted: attempts.filter(({ caller }) => caller === name),
        calls,
        nameOf,
      };
    },
  };
  return calls;
}

/** The host's own name when it is no service of the stack. */
function serviceOf(host: string, services: readonly CallingService[]): string {
  return services.find(({ name, aliases }) => name === host || aliases.includes(host))?.name ?? host;
}

/** Finds the caller of each request of a trace, which come in the order of their starts. */
function linkTrace(
  requests: readonly (RequestLine & { readonly isByProxy: boolean })[],
  services: readonly CallingService[],
): Call[] {
  const calls: Call[] = [];
  const callOf = new Map<RequestLine, Call>();
  for (const request of requests) {
    const { service: callee, traceId, method, path, status, startMs, durationMs, isByProxy } = request;
    const parentRequest = callerOf(request, [...callOf.keys()], services);
    const parent = (parentRequest && callOf.get(parentRequest)) ?? null;
    const caller = parent?.callee ?? null;
    const before = calls.filter(
      (call) =>
        call.caller === caller && call.callee === callee && call.method === method && call.path === path,
    );
    const attempt = before.length + 1;
    const made = { method, path, status, startMs, durationMs, attempt, isByProxy };
    const call: Call = { traceId, parent, caller, callee, ...made };
    calls.push(call);
    callOf.set(request, call);
  }
  return calls;
}
