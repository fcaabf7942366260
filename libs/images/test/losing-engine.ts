import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '@drydock/engine';

const LOST_LAYER =
  'failed to prepare extraction snapshot "extract-1 sha256:1": parent snapshot sha256:2 does not exist: not found';
/** What the engine says of the slower of two builds that name their image at the same moment. */
export const NAME_TAKEN = 'image "docker.io/drydock/one:local": already exists';

/**
 * The same engine, whose builds end as those do that lose a layer: the first `times` of them, after all their steps.
 * The real race cannot be called up. `folder` gets the client that says so.
 */
export function losingEngine(
  engine: Engine,
  folder: string,
  { times, says = LOST_LAYER }: { readonly times: number; readonly says?: string },
): Engine {
  const docker = join(folder, 'losing-docker');
  writeFileSync(
    docker,
    `#!/bin/sh
case "$*" in
  *--print*) ;;
  "buildx bake "*)
    echo build >> '${folder}/builds'
    if [ "$(wc -l < '${folder}/builds')" -le ${times} ]; then
      '${engine.docker}' "$@" || exit
      echo 'ERROR: ${says}' >&2
      exit 1
    fi ;;
esac
exec '${engine.docker}' "$@"
`,
    { mode: 0o755 },
  );
  return { ...engine, docker };
}
