import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { EmbeddedOptions } from './embedded/embedded-engine.ts';
import { ensurePackages, type Packages, presentPackages } from './embedded/packages.ts';
import { linkPlugins } from './embedded/plugins.ts';
import type { Engine, Environment } from './engine.ts';
import { DrydockError, summaryOf } from './errors.ts';
import { locateHome, openHome } from './home.ts';
import { runCommand } from './run-command.ts';
import { toolEnvironment } from './tool-environment.ts';

type Client = Pick<Engine, 'docker' | 'env'>;

/** The first buildx that prints a build as events and a bake file's checks; the first compose that reads includes. */
const OLDEST = { buildx: [0, 16], compose: [2, 20] } as const;

export type Plugin = keyof typeof OLDEST;

/** What the client says of a plugin, and whether that will do. */
export interface PluginState {
  /** E.g. `0.29.1`; nothing when it is not there. */
  readonly version: string | undefined;
  readonly oldest: string;
  readonly isUsable: boolean;
}

/** A docker client with buildx and compose for an engine of the host's: the host's own, else Debian's, unpacked. */
export async function client(host: string, options: EmbeddedOptions): Promise<Client> {
  const { env } = options;
  const own = hostClient(host, env);
  if (await hasPlugins(own)) return own;
  const home = openHome(env);
  const packages = await ensurePackages(home, options).catch(async (cause: unknown) => {
    throw options.signal?.aborted ? cause : await noClient(own, cause);
  });
  await linkPlugins(home, packages);
  return unpackedClient(host, env, packages);
}

/** The same client, when it is there already. */
export async function presentClient(host: string, env: Environment): Promise<Client> {
  const own = hostClient(host, env);
  if (await hasPlugins(own)) return own;
  const home = locateHome(env);
  const packages = presentPackages(home);
  if (packages && existsSync(home.clientConfig)) return unpackedClient(host, env, packages);
  throw await noClient(own);
}

/** The docker client that this machine has. It need not be there. */
export function hostClient(host: string, env: Environment): Client {
  const tools = { ...toolEnvironment(env), PATH: hostPath(env), DOCKER_HOST: host };
  const config: Record<string, string> = env.DOCKER_CONFIG ? { DOCKER_CONFIG: env.DOCKER_CONFIG } : {};
  return { docker: 'docker', env: { ...tools, ...config } };
}

export async function pluginState({ docker, env }: Client, plugin: Plugin): Promise<PluginState> {
  const answer = await runCommand(docker, [plugin, 'version'], { env }).catch(() => undefined);
  const oldest = OLDEST[plugin].join('.');
  // What stands in for docker may answer with a version of something else.
  const isPlugin = answer?.exitCode === 0 && answer.stdout.toLowerCase().includes(plugin);
  const [version, major, minor] = (isPlugin && /\bv?(\d+)\.(\d+)\.\d+/.exec(answer.stdout)) || [];
  if (version === undefined) return { version: undefined, oldest, isUsable: false };
  const [oldestMajor, oldestMinor] = OLDEST[plugin];
  const isUsable =
    Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  return { version: version.replace(/^v/, ''), oldest, isUsable };
}

async function noClient(own: Client, cause?: unknown): Promise<DrydockError> {
  const plugins = ['buildx', 'compose'] as const;
  const states = await Promise.all(plugins.map((plugin) => pluginState(own, plugin)));
  return new DrydockError('no-client', 'the docker client of this machine lacks what Drydock needs', {
    ...(cause === undefined ? {} : { cause }),
    evidence: [
      ...states.map(
        ({ version, oldest }, index) =>
          `docker ${plugins[index]}: ${version ?? 'missing'}; it takes ${oldest} or newer`,
      ),
      ...(cause === undefined ? [] : [`none can be downloaded instead: ${summaryOf(cause)}`]),
    ],
    nextStep: 'install both, and check with: docker buildx version && docker compose version',
  });
}

async function hasPlugins(own: Client): Promise<boolean> {
  const states = await Promise.all([pluginState(own, 'buildx'), pluginState(own, 'compose')]);
  return states.every(({ isUsable }) => isUsable);
}

function unpackedClient(host: string, env: Environment, packages: Packages): Client {
  return {
    docker: join(packages.root, 'usr/bin/docker'),
    env: {
      ...toolEnvironment(env),
      PATH: [...packages.path, hostPath(env)].join(delimiter),
      DOCKER_HOST: host,
      DOCKER_CONFIG: locateHome(env).clientConfig,
    },
  };
}

function hostPath(env: Environment): string {
  return env.PATH ?? toolEnvironment(env).PATH ?? '';
}
