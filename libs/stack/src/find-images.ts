import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { z } from 'zod';
import type { ServiceRun } from './service-run.ts';

const imageSchema = z.array(
  z.object({ Config: z.object({ ExposedPorts: z.record(z.string(), z.unknown()).nullish() }) }),
);

/**
 * The container port that answers HTTP, for each service: the one compose publishes, else the first one its image
 * exposes. Refuses services whose image is not there, all in one message.
 */
export async function findPorts(
  engine: Engine,
  services: readonly ServiceRun[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const found = await Promise.all(
    services.map(async (run) => ({ run, port: await exposedPort(engine, run.image, signal) })),
  );
  const missing = found.filter(({ port }) => port === undefined).map(({ run }) => run.image);
  if (missing.length > 0)
    throw new DrydockError('image-missing', `not built yet: ${[...new Set(missing)].join(', ')}`, {
      nextStep: 'build the images: drydock build, or docker buildx bake -f docker/bake.hcl',
    });
  return new Map(found.map(({ run, port }) => [run.name, portOf(run, port ?? null)]));
}

function portOf(run: ServiceRun, exposed: number | null): number {
  const port = run.port?.containerPort ?? exposed;
  if (port !== null) return port;
  throw new DrydockError(
    'compose-unsupported',
    `service "${run.name}" answers on no port that Drydock knows`,
    {
      nextStep: `write EXPOSE in the Dockerfile of ${run.image}, or "ports" in the compose file`,
    },
  );
}

/** `undefined` when there is no such image, `null` when it exposes no TCP port. */
async function exposedPort(
  engine: Engine,
  image: string,
  signal: AbortSignal,
): Promise<number | null | undefined> {
  const result = await runDocker(engine, ['image', 'inspect', image], { signal });
  if (result.exitCode !== 0) return undefined;
  const [found] = imageSchema.parse(JSON.parse(result.stdout));
  const ports = Object.keys(found?.Config.ExposedPorts ?? {}).filter((port) => port.endsWith('/tcp'));
  return ports[0] === undefined ? null : Number.parseInt(ports[0], 10);
}
