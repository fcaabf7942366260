import { type Engine, ROOT_IMAGE } from '@drydock/engine';
import { runOnNetwork } from './run-on-network.ts';

const PROBE_TIMEOUT_MS = 3_000;
/** For the container around the request. */
const CONTAINER_TIMEOUT_MS = 20_000;
const EXIT_TIMED_OUT = 124;

/** Status line, headers, body, as they come. HTTP/1.0, so that the server ends the connection and chunks nothing. */
const ASK = `exec 3<>"/dev/tcp/$0/$1" && printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' "$2" "$0" >&3 && cat <&3`;

export interface ProbeOptions {
  readonly network: string;
  /** As a container on that network would write it: `http://iotd/image`. Not https. */
  readonly url: string;
  /** Default: 3 s. */
  readonly timeoutMs?: number | undefined;
  /** Needs bash, which can open a connection. Default: the root image, which every builder stands on. */
  readonly image?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ProbeResult {
  /** Whether it answered, whatever its status. */
  readonly ok: boolean;
  readonly status: number | null;
  readonly body: string;
  /** Why there was no answer, in the words of the system: `Name or service not known`. */
  readonly error: string | null;
}

/** Asks for an address from inside a network, by a container of its own. No answer is a result, not an exception. */
export async function probe(engine: Engine, options: ProbeOptions): Promise<ProbeResult> {
  const { hostname, port, pathname, search } = new URL(options.url);
  const timeoutMs = options.timeoutMs ?? PROBE_TIMEOUT_MS;
  const ask = ['bash', '-c', ASK, hostname.replace(/^\[|\]$/g, ''), port || '80', pathname + search];
  const { stdout, stderr, exitCode } = await runOnNetwork(engine, {
    network: options.network,
    image: options.image ?? ROOT_IMAGE,
    command: ['timeout', String(timeoutMs / 1_000), ...ask],
    timeoutMs: timeoutMs + CONTAINER_TIMEOUT_MS,
    signal: options.signal,
  });
  const answer = parseAnswer(stdout);
  if (answer) return { ok: true, ...answer, error: null };
  const reason =
    exitCode === EXIT_TIMED_OUT
      ? `no answer within ${timeoutMs} ms`
      : stderr.trim() || `exit code ${exitCode}`;
  return { ok: false, status: null, body: '', error: reason };
}

function parseAnswer(text: string): { status: number; body: string } | undefined {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
  if (status === undefined) return undefined;
  const end = text.indexOf('\r\n\r\n');
  return { status: Number(status), body: end < 0 ? '' : text.slice(end + 4) };
}
