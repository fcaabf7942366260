import { client, presentClient } from './client.ts';
import { type EmbeddedOptions, openEmbedded, runningEmbedded } from './embedded/embedded-engine.ts';
import { wantedStore } from './embedded/image-store.ts';
import type { Engine, Environment } from './engine.ts';
import { DrydockError } from './errors.ts';
import { type Found, findHostEngine, type Miss, missText } from './find-engine.ts';
import { visibleName } from './visible-text.ts';

/**
 * Gives an engine that answers: the one the docker client would use, else the embedded one, started when needed.
 * `DRYDOCK_ENGINE=embedded` takes the embedded one whatever else there is.
 */
export async function openEngine(options: EmbeddedOptions): Promise<Engine> {
  if (chosenEngine(options.env) === 'embedded') return openEmbedded(options);
  const { found, misses } = await findHostEngine(options.env);
  if (found) return engineOf(found, await client(found.host, options), options.env);
  refuseWhatIsNamed(options.env, misses);
  try {
    return await openEmbedded(options);
  } catch (error) {
    if (!(error instanceof DrydockError) || !['not-root', 'not-debian'].includes(error.code)) throw error;
    throw new DrydockError(error.code, error.summary, {
      evidence: looked(misses),
      nextStep: closedSocket(misses)?.advice ?? error.nextStep ?? '',
    });
  }
}

/**
 * The engine that `openEngine` would give, if it runs already: for commands that only look. Downloads and starts
 * nothing, and makes no folder.
 */
export async function findEngine(env: Environment): Promise<Engine | undefined> {
  if (chosenEngine(env) === 'embedded') return await runningEmbedded(env);
  const { found, misses } = await findHostEngine(env);
  if (found) return engineOf(found, await presentClient(found.host, env), env);
  refuseWhatIsNamed(env, misses);
  const embedded = await runningEmbedded(env);
  const closed = closedSocket(misses);
  if (embedded || !closed) return embedded;
  throw new DrydockError(
    'no-engine',
    `the engine at ${closed.host ?? closed.source} cannot be asked: ${closed.reason}`,
    {
      nextStep: closed.advice,
    },
  );
}

/** What `DRYDOCK_ENGINE` asks for. */
export function chosenEngine(env: Environment): 'embedded' | 'host' | undefined {
  const choice = env.DRYDOCK_ENGINE ?? '';
  if (choice !== '' && choice !== 'embedded' && choice !== 'host')
    throw new DrydockError('usage', `DRYDOCK_ENGINE is "${choice}"; it takes "embedded" or "host"`);
  wantedStore(env); // refuses what is no store, also when it turns out not to matter
  return choice === '' ? undefined : choice;
}

function engineOf(
  { host, source, answer }: Found,
  tools: Pick<Engine, 'docker' | 'env'>,
  userEnv: Environment,
): Engine {
  const { version, store } = answer;
  return { kind: 'host', host, source, version, store, ...tools, userEnv };
}

/** Who names an engine wants that one, and not the next best. */
function refuseWhatIsNamed(env: Environment, misses: readonly Miss[]): void {
  const named = misses.find(({ isNamed }) => isNamed);
  if (!named && chosenEngine(env) !== 'host') return;
  if (named) {
    const { source, host, reason, advice } = named;
    const summary =
      host === undefined
        ? `${source} cannot be used: ${reason}`
        : `${source} names "${visibleName(host)}", and no container engine answers there: ${reason}`;
    throw new DrydockError('no-engine', summary, { nextStep: advice });
  }
  throw new DrydockError('no-engine', 'no container engine answers, and DRYDOCK_ENGINE is "host"', {
    evidence: looked(misses),
    nextStep: closedSocket(misses)?.advice ?? misses[0]?.advice ?? '',
  });
}

function looked(misses: readonly Miss[]): string[] {
  return misses.map(missText);
}

/** An engine that may well run, and does not let this user in. */
function closedSocket(misses: readonly Miss[]): Miss | undefined {
  return misses.find(({ reason }) => reason.startsWith('you may not'));
}
