import { askEngine, type EngineAnswer } from './ask-engine.ts';
import { currentContext } from './docker-context.ts';
import type { Environment } from './engine.ts';

const DEFAULT_SOCKET = 'unix:///var/run/docker.sock';

export interface Found {
  readonly host: string;
  readonly source: string;
  readonly answer: EngineAnswer;
}

/** One place an engine was looked for, and why there is none. */
export interface Miss {
  readonly host: string;
  readonly source: string;
  readonly reason: string;
}

/** Looks for an engine where the docker client would, by asking: a client on the path proves nothing. */
export async function findHostEngine(env: Environment): Promise<{ found?: Found; misses: readonly Miss[] }> {
  const misses: Miss[] = [];
  for (const { host, source } of await places(env)) {
    const answer = await askEngine(host);
    if (typeof answer !== 'string') return { found: { host, source, answer }, misses };
    misses.push({ host, source, reason: answer });
  }
  return { misses };
}

async function places(env: Environment): Promise<{ host: string; source: string }[]> {
  const list: { host: string; source: string }[] = [];
  if (env.DOCKER_HOST) list.push({ host: env.DOCKER_HOST, source: 'DOCKER_HOST' });
  const context = await currentContext(env);
  if (context) list.push({ host: context.host, source: `the Docker context "${context.name}"` });
  list.push({ host: DEFAULT_SOCKET, source: 'the default socket' });
  return list;
}
