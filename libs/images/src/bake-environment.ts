import type { Engine } from '@drydock/engine';

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
 * The engine with its user's environment for bake: variables of a bake file have their values from there, and so have
 * secrets that say `env=`, and the agent of `ssh`.
 */
export function withUserEnvironment(engine: Engine): Engine {
  const given = Object.entries(engine.userEnv).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined && !OF_THE_CLIENT.has(entry[0]);
  });
  return { ...engine, env: { ...Object.fromEntries(given), ...engine.env } };
}
