import type { Readable } from 'node:stream';
import { type Engine, runDocker, spawnDocker, visibleText } from '@drydock/engine';
import { linesOf, parseLine } from './log-lines.ts';
import { mergeStreams } from './merge-streams.ts';

const LOGS_TIMEOUT_MS = 30_000;

export interface LogLine {
  readonly service: string;
  /** When the engine received it, RFC 3339 with nanoseconds: sorts as text. */
  readonly time: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

export interface LogSource {
  readonly service: string;
  readonly containerId: string;
}

/** `access-log | {"level":"info",…}`, without the colours that the service may have given it. */
export function formatLogLine({ service, text }: LogLine): string {
  return `${service} | ${visibleText(text)}`;
}

/** What containers have logged up to now, in the order of time. `tail`: only the last lines of each. */
export async function readLogs(
  engine: Engine,
  sources: readonly LogSource[],
  options: { readonly tail?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<LogLine[]> {
  const lists = await Promise.all(
    sources.map(async ({ service, containerId }) => {
      const args = logsArguments(containerId, options.tail);
      const { stdout, stderr } = await runDocker(engine, args, {
        timeoutMs: LOGS_TIMEOUT_MS,
        signal: options.signal,
      });
      return [
        ...textLines(stdout).map((line) => parseLogLine(service, 'stdout', line)),
        ...textLines(stderr).map((line) => parseLogLine(service, 'stderr', line)),
      ];
    }),
  );
  return lists.flat().sort((one, other) => (one.time < other.time ? -1 : Number(one.time > other.time)));
}

/** What containers have logged and go on logging, until the signal is aborted or all of them have ended. */
export async function* followLogs(
  engine: Engine,
  sources: readonly LogSource[],
  options: { readonly tail?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<LogLine, void, undefined> {
  const children = sources.map(({ service, containerId }) => ({
    service,
    child: spawnDocker(engine, [...logsArguments(containerId, options.tail), '--follow']),
  }));
  const stop = () => children.forEach(({ child }) => void child.kill());
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted) stop();
  try {
    const streams = children.flatMap(({ service, child }) =>
      (['stdout', 'stderr'] as const).map((stream) => parsedLines(service, stream, child[stream])),
    );
    yield* mergeStreams(streams);
  } finally {
    options.signal?.removeEventListener('abort', stop);
    stop();
  }
}

async function* parsedLines(
  service: string,
  stream: LogLine['stream'],
  input: Readable | null,
): AsyncGenerator<LogLine, void, undefined> {
  if (input === null) return;
  for await (const line of linesOf(input)) yield parseLogLine(service, stream, line);
}

function logsArguments(containerId: string, tail: number | undefined): string[] {
  return ['logs', '--timestamps', '--tail', tail === undefined ? 'all' : String(tail), containerId];
}

function textLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function parseLogLine(service: string, stream: LogLine['stream'], line: string): LogLine {
  const { time, text } = parseLine(line.replace(/\r$/, ''));
  return { service, time, stream, text };
}
