import { delimiter, join } from 'node:path';
import type { EmbeddedOptions } from './embedded/embedded-engine.ts';
import { ensurePackages } from './embedded/packages.ts';
import { linkPlugins } from './embedded/plugins.ts';
import type { Engine } from './engine.ts';
import { DrydockError } from './errors.ts';
import { openHome } from './home.ts';
import { runCommand } from './run-command.ts';
import { toolEnvironment } from './tool-environment.ts';

/** A docker client with buildx and compose for an engine of the host's: the host's own, else Debian's, unpacked. */
export async function client(
  host: string,
  options: EmbeddedOptions,
): Promise<Pick<Engine, 'docker' | 'env'>> {
  const { env } = options;
  const tools = {
    ...toolEnvironment(env),
    PATH: env.PATH ?? toolEnvironment(env).PATH ?? '',
    DOCKER_HOST: host,
  };
  const config: Record<string, string> = env.DOCKER_CONFIG ? { DOCKER_CONFIG: env.DOCKER_CONFIG } : {};
  const own = { docker: 'docker', env: { ...tools, ...config } };
  if (await hasPlugins(own)) return own;
  const home = openHome(env);
  const packages = await ensurePackages(home, options).catch((cause: unknown) => {
    throw new DrydockError(
      'no-client',
      'this machine has no docker client with the buildx and compose plugins',
      {
        cause,
        nextStep: 'install them, and check with: docker buildx version && docker compose version',
      },
    );
  });
  await linkPlugins(home, packages);
  const path = [...packages.path, tools.PATH].join(delimiter);
  return {
    docker: join(packages.root, 'usr/bin/docker'),
    env: { ...tools, PATH: path, DOCKER_CONFIG: home.clientConfig },
  };
}

async function hasPlugins({ docker, env }: Pick<Engine, 'docker' | 'env'>): Promise<boolean> {
  const answers = await Promise.all(
    ['buildx', 'compose'].map((plugin) =>
      runCommand(docker, [plugin, 'version'], { env }).catch(() => undefined),
    ),
  );
  return answers.every((answer) => answer?.exitCode === 0);
}
