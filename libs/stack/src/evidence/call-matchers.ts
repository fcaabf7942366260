import type {} from 'vitest'; // makes it known below
import type { Attempt } from './attempt-line.ts';
import { attemptLine, callGraph } from './call-graph.ts';
import type { Call, CallsOfService } from './gather-calls.ts';

/** Which calls are meant, and what is expected of them. */
export interface ExpectedCall {
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  /** How often. Default: at least once. */
  readonly times?: number;
  /** Each of them within this time. */
  readonly withinMs?: number;
  /** The most often that one was tried. */
  readonly attempts?: number;
}

/** Which attempts are meant, and what is expected of them. */
export interface ExpectedAttempt {
  readonly method?: string;
  readonly path?: string;
  readonly attempt?: number;
  readonly result?: string;
  readonly isMade?: boolean;
  readonly breaker?: Attempt['breaker'];
  /** How often. Default: at least once. */
  readonly times?: number;
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Matchers for Vitest: `expect.extend(callMatchers)`, once. They take `(await stack.calls()).of('image-gallery')`, and
 * print the call graph when they fail.
 */
export const callMatchers = {
  toHaveCalled: (subject: CallsOfService, callee: string, expected: ExpectedCall = {}) => {
    const name = subject.nameOf(callee);
    const calls = subject.made.filter((call) => call.callee === name);
    return judge(subject, calls, { sentence: `${subject.service} called ${name}`, expected });
  },
  toHaveAnswered: (subject: CallsOfService, expected: ExpectedCall = {}) =>
    judge(subject, subject.answered, { sentence: `${subject.service} answered`, expected }),
  toHaveTried: (subject: CallsOfService, peer: string, expected: ExpectedAttempt = {}): MatcherResult => {
    const { times, ...wanted } = expected;
    const tried = subject.attempted.filter((attempt) => attempt.peer === subject.nameOf(peer));
    const meant = tried.filter((attempt) =>
      Object.entries(wanted).every(([key, value]) => attempt[key as keyof Attempt] === value),
    );
    const what = Object.entries(wanted).map(([key, value]) => `${key} ${value}`);
    const sentence = [`${subject.service} tried ${subject.nameOf(peer)}`, ...what].join(', ');
    const wish = times === undefined ? 'at least once' : often(times);
    return {
      pass: times === undefined ? meant.length > 0 : meant.length === times,
      message: () =>
        [`${sentence}: ${often(meant.length)}, expected ${wish}`, ...tried.map(attemptLine)].join('\n'),
    };
  },
} as const;

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> {
    /** The service called another one, by name or alias. */
    readonly toHaveCalled: (callee: string, expected?: ExpectedCall) => void;
    /** The service answered, whoever called it. */
    readonly toHaveAnswered: (expected?: ExpectedCall) => void;
    /** The service tried to call another one, or left that alone, as its own log says. */
    readonly toHaveTried: (peer: string, expected?: ExpectedAttempt) => void;
  }
}

interface Judged {
  readonly sentence: string;
  readonly expected: ExpectedCall;
}

function judge(
  subject: CallsOfService,
  calls: readonly Call[],
  { sentence, expected }: Judged,
): MatcherResult {
  const { method, path, status } = expected;
  const meant = calls.filter(
    (call) =>
      (method ?? call.method) === call.method &&
      (path ?? call.path) === call.path &&
      (status ?? call.status) === call.status,
  );
  const what = [method, path, status === undefined ? undefined : `with ${status}`].filter(Boolean).join(' ');
  const broken = complaints(meant, expected);
  const message = () =>
    [
      `${sentence}${what && ` ${what}`}: ${broken.length > 0 ? broken.join('; ') : `${often(meant.length)}, as it must not`}`,
      callGraph(subject.calls),
    ].join('\n');
  return { pass: broken.length === 0, message };
}

function complaints(calls: readonly Call[], { times, withinMs, attempts }: ExpectedCall): string[] {
  const slowest = Math.max(0, ...calls.map(({ durationMs }) => durationMs));
  const most = Math.max(0, ...calls.map(({ attempt }) => attempt));
  return [
    ...(times !== undefined && times !== calls.length
      ? [`${often(calls.length)}, expected ${often(times)}`]
      : []),
    ...(times === undefined && calls.length === 0 ? ['never, expected at least once'] : []),
    ...(withinMs !== undefined && slowest > withinMs
      ? [`in ${Math.ceil(slowest)} ms, expected ${withinMs} ms at most`]
      : []),
    ...(attempts !== undefined && most !== attempts
      ? [`tried ${often(most)}, expected ${often(attempts)}`]
      : []),
  ];
}

function often(times: number): string {
  return times === 0 ? 'never' : times === 1 ? 'once' : `${times} times`;
}
