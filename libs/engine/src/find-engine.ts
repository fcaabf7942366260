import { askEngine, type EngineAnswer } from './ask-engine.ts';
import { currentContext } from './docker-context.ts';
import type { Environment } from './engine.ts';
import { wantsTls } from './engine-address.ts';
import { explainMiss } from './explain-miss.ts';

const DEFAULT_SOCKET = 'unix:///var/run/docker.sock';

export interface Found {
  readonly host: string;
  readonly source: string;
  readonly answer: EngineAnswer;
}

/** One place an engine was looked for, why there is none, and what to do. */
export interface Miss {
  readonly host: string;
  readonly source: string;
  readonly reason: string;
  readonly advice: string;
  /** The user named this place, so no other will do. */
  readonly isNamed: boolean;
}

type Place = Pick<Miss, 'host' | 'source' | 'isNamed'> & Partial<Pick<Miss, 'reason' | 'advice'>>;

/**
 * Looks for an engine where the docker client would, by asking: a client on the path proves nothing. The variables
 * `DOCKER_HOST` and `DOCKER_CONTEXT` name the only place to look at.
 */
export async function findHostEngine(env: Environment): Promise<{ found?: Found; misses: readonly Miss[] }> {
  const misses: Miss[] = [];
  for (const place of await places(env)) {
    const answer = place.reason ?? (await ask(place.host, env));
    const { host, source, isNamed } = place;
    if (typeof answer !== 'string') return { found: { host, source, answer }, misses };
    misses.push({ host, source, reason: answer, advice: place.advice ?? explainMiss(host, env), isNamed });
  }
  return { misses };
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
    if (context.host === undefined) list.push({ host: 'no address', source, isNamed, ...unknown });
    else list.push({ host: context.host, source, isNamed });
  }
  if (!isNamed || !context) list.push({ host: DEFAULT_SOCKET, source: 'the default socket', isNamed: false });
  return list;
}
