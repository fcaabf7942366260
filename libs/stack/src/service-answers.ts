import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HEALTH_PATH = '/health';
/** Of one request. A service that takes longer is asked again. */
const ANSWER_TIMEOUT_MS = 2_000;
/** Where nobody listens in the container, the engine's own proxy takes the connection on, and closes it at once. */
const HOLD_MS = 250;
/** For a connection: where a machine has no way to a container, there is no answer at all. */
const CALL_TIMEOUT_MS = 1_000;
/** So many requests without a word before a port that is open is enough. */
const SILENCES = 3;
const REDIRECT = 300;
const SERVER_ERROR = 500;
const NOT_IMPLEMENTED = 501;

/** Where a service is reached from this machine. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface ServiceAddress extends Address {
  /** The service's own place behind the engine's proxy, which not every machine has a way to. */
  readonly behind?: Address | undefined;
}

/** `undefined` when the service answers, else what to say about it. */
export type Complaint = string | undefined;

export function urlOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Asks a service whether it is ready, as often as it is called: `/health` answers 200. One that has no such page is
 * ready when its others work, and one that speaks no HTTP when its port is open.
 */
export function serviceAsker(): (address: ServiceAddress, signal: AbortSignal) => Promise<Complaint> {
  let silences = 0;
  let wasOpen = false;
  return async (address, signal) => {
    const health = await request(`${urlOf(address)}${HEALTH_PATH}`, signal);
    silences = health.isSilent ? silences + 1 : 0;
    if (health.status !== undefined) return askPages(address, health.status, signal);
    // A server under load may be as slow once. One that never says a word first waits for other words.
    if (wasOpen && (!health.isSilent || silences >= SILENCES)) return undefined;
    // Only from the next time on: one that has begun to listen just now may well speak HTTP.
    wasOpen ||= await isOpen(address);
    return `${HEALTH_PATH} on its port ${health.complaint}`;
  };
}

async function askPages(address: Address, status: number, signal: AbortSignal): Promise<Complaint> {
  if (status < REDIRECT) return undefined;
  const isUnwell = status >= SERVER_ERROR && status !== NOT_IMPLEMENTED;
  if (isUnwell) return `${HEALTH_PATH} on its port answers ${status}`;
  const page = await request(urlOf(address), signal);
  if (page.status !== undefined && page.status < SERVER_ERROR) return undefined;
  return `${HEALTH_PATH} on its port answers ${status}, and / ${page.complaint}`;
}

interface Answer {
  readonly status: number | undefined;
  readonly complaint: string;
  readonly isSilent: boolean;
}

async function request(url: string, signal: AbortSignal): Promise<Answer> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const response = await fetch(url, { signal: limit, redirect: 'manual' });
    await response.body?.cancel();
    return { status: response.status, complaint: `answers ${response.status}`, isSilent: false };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const isSilent = name === 'TimeoutError';
    const complaint = isSilent
      ? `took over ${ANSWER_TIMEOUT_MS} ms`
      : `does not answer (${cause?.code ?? name})`;
    return { status: undefined, complaint, isSilent };
  }
}

/**
 * Whether a program listens there, such as a database, which nobody can ask in general. Asked behind the proxy where there
 * is a way: on a machine that is busy, the proxy may take its time to close what leads to nobody.
 */
async function isOpen({ behind, ...address }: ServiceAddress): Promise<boolean> {
  const direct = behind && process.platform === 'linux' ? await callPort(behind) : 'closed';
  if (direct !== 'closed') return direct === 'open';
  return (await callPort(address)) === 'open';
}

async function callPort({ host, port }: Address): Promise<'open' | 'refused' | 'closed'> {
  const socket = connect({ host, port });
  const { promise, resolve } = Promise.withResolvers<'open' | 'refused' | 'closed'>();
  socket.once('connect', () => void sleep(HOLD_MS).then(() => resolve('open')));
  socket.once('data', () => resolve('open')); // it greets
  socket.once('error', (error: NodeJS.ErrnoException) =>
    resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'closed'),
  );
  for (const event of ['end', 'close'] as const) socket.once(event, () => resolve('closed'));
  const limit = setTimeout(() => resolve('closed'), CALL_TIMEOUT_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    socket.destroy();
  }
}
