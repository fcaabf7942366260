import { client } from './client.ts';
import { type EmbeddedOptions, openEmbedded } from './embedded/embedded-engine.ts';
import { wantedStore } from './embedded/image-store.ts';
import type { Engine } from './engine.ts';
import { DrydockError } from './errors.ts';
import { findHostEngine } from './find-engine.ts';

/**
 * Gives an engine that answers: the one the docker client would use, else the embedded one, started when needed.
 * `DRYDOCK_ENGINE=embedded` takes the embedded one whatever else there is.
 */
export async function openEngine(options: EmbeddedOptions): Promise<Engine> {
  const choice = options.env.DRYDOCK_ENGINE ?? '';
  if (!['', 'embedded', 'host'].includes(choice))
    throw new DrydockError('usage', `DRYDOCK_ENGINE is "${choice}"; it takes "embedded" or "host"`);
  wantedStore(options.env); // refuses what is no store, also when it turns out not to matter
  if (choice === 'embedded') return openEmbedded(options);

  const { found, misses } = await findHostEngine(options.env);
  const looked = misses.map(({ source, host, reason }) => `${source} (${host}): ${reason}`);
  if (found) {
    const tools = await client(found.host, options);
    const { version, store } = found.answer;
    return { kind: 'host', host: found.host, source: found.source, version, store, ...tools };
  }
  if (choice === 'host' || options.env.DOCKER_HOST)
    throw new DrydockError('no-engine', `no container engine answers at ${misses[0]?.host}`, {
      evidence: looked,
      nextStep: 'start it, or unset DOCKER_HOST and DRYDOCK_ENGINE to let Drydock start its own',
    });
  try {
    return await openEmbedded(options);
  } catch (error) {
    if (!(error instanceof DrydockError) || !['not-root', 'not-debian'].includes(error.code)) throw error;
    throw new DrydockError(error.code, error.summary, { evidence: looked, nextStep: error.nextStep ?? '' });
  }
}
