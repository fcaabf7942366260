import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';

/**
 * The engine as one that only its client can reach, as over ssh; and the client does something else on
 * `docker image save`. `"$DOCKER"` is the real one.
 */
export async function whereSaveIs(engine: Engine, folder: string, command: string): Promise<Engine> {
  const docker = join(folder, 'docker');
  const script = `#!/bin/sh
DOCKER='${engine.docker}'
if [ "$1 $2" = 'image save' ]; then
  ${command}
else
  exec "$DOCKER" "$@"
fi
`;
  await writeFile(docker, script);
  await chmod(docker, 0o755);
  return { ...engine, docker, host: 'ssh://by-client-only' };
}
