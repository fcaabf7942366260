import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from '../home.ts';
import type { Packages } from './packages.ts';

/** Puts buildx and compose where the docker client looks for them: in its configuration folder. */
export async function linkPlugins(home: Home, packages: Packages): Promise<void> {
  const plugins = join(home.clientConfig, 'cli-plugins');
  await mkdir(plugins, { recursive: true });
  const source = join(packages.root, 'usr/libexec/docker/cli-plugins');
  for (const name of ['docker-buildx', 'docker-compose']) {
    await rm(join(plugins, name), { force: true });
    await symlink(join(source, name), join(plugins, name));
  }
}
