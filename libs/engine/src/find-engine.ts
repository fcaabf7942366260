import { askEngine, type EngineAnswer } from './ask-engine.ts';
import { currentContext } from './docker-context.ts';
import type { Environment } from './engine.ts';
import { wantsTls } from './engine-address.ts';
import { explainMiss } from './explain-miss.ts';
import { visibleName } from './visible-text.ts';

const DEFAULT_SOCKET = 'unix:///var/run/docker.sock';

export interface Found {
  readonly host: string;
  readonly source: string;
  readonly answer: EngineAnswer;
}

/** One place an engine was looked for, why there is none, and what to do. */
export interface Miss {
  /** Nothing when nobody knows where it should be. */
  readonly host: string | undefined;
  readonly source: string;
  readonly reason: string;
  readonly advice: string;
  /** The user named this place, so no other will do. */
  readonly isNamed: boolean;
}

type Place = Pick<Miss, 'source' | 'isNamed'> &
  (Pick<Found, 'host'> | (Pick<Miss, 'reason' | 'advice'> & { readonly host: undefined }));

/**
 * Looks for an engine where the docker client would, by asking: a client on the path proves nothing. The variables
 * `DOCKER_HOST` and `DOCKER_CONTEXT` name the only place to look at.
 */
export async function findHostEngine(env: Environment): Promise<{ found?: Found; misses: readonly Miss[] }> {
  const misses: Miss[] = [];
  for (const place of await places(env)) {
    if (place.host === undefined) {
      misses.push(place);
      continue;
    }
    const { host, source, isNamed } = place;
    const answer = await ask(host, env);
    if (typeof answer !== 'string') return { found: { host, source, answer }, misses };
    misses.push({ host, source, reason: answer, advice: explainMiss(host, env), isNamed });
  }
  return { misses };
}

/** `the default socket (unix:///var/run/docker.sock): there is no such socket`. */
export function missText({ source, host, reason }: Miss): string {
  return host === undefined ? `${source}: ${reason}` : `${source} (${visibleName(host)}): ${reason}`;
}

async function ask(host: string, env: Environment): Promise<EngineAnswer | string> {
  if (!wantsTls(host, env)) return await askEngine(host);
  return env.DOCKER_TLS_VERIFY
    ? 'DOCKER_TLS_VERIFY is set, and Drydock speaks no TLS with engines'
    : 'its address asks for TLS, which Drydock does not speak with engines';
}

async function places(env: Environment): Promise<Place[]> {
  if (env.DOCKER_HOST) return [{ host: env.DOCKER_HOST, source: 'DOCKER_HOST', isNamed: true }];
  const list: Place[] = [];
  const context = await currentContext(env);
  const isNamed = Boolean(env.DOCKER_CONTEXT);
  if (context) {
    const source = `the Docker context "${context.name}"`;
    const unknown = {
      reason: 'there is no such context',
      advice: `choose one that there is: ${context.known.join(', ')}`,
    };
    if (context.host === undefined) list.push({ host: undefined, source, isNamed, ...unknown });
    else list.push({ host: context.host, source, isNamed });
  }
  if (!isNamed || !context) list.push({ host: DEFAULT_SOCKET, source: 'the default socket', isNamed: false });
  return list;
}
