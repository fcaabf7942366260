import type { Engine, Environment } from '@drydock/engine';

/** How the docker client finds an engine and its files: the engine that was opened says so, and not the shell. */
const OF_THE_CLIENT = new Set([
  ...[
    'DOCKER_HOST',
    'DOCKER_CONTEXT',
    'DOCKER_CONFIG',
    'DOCKER_TLS',
    'DOCKER_TLS_VERIFY',
    'DOCKER_CERT_PATH',
  ],
  ...['DOCKER_API_VERSION', 'DOCKER_CUSTOM_HEADERS', 'BUILDX_BUILDER', 'BUILDX_CONFIG', 'BUILDKIT_HOST'],
]);

/**
 * The engine with an environment beside its own, for bake: variables of a bake file have their values from it, and so
 * have secrets that say `env=`, and the agent of `ssh`.
 */
export function withEnvironment(engine: Engine, env: Environment = {}): Engine {
  const given = Object.entries(env).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined && !OF_THE_CLIENT.has(entry[0]);
  });
  return { ...engine, env: { ...Object.fromEntries(given), ...engine.env } };
}
