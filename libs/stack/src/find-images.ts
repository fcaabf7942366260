import { DrydockError, type Engine, runDocker } from '@drydock/engine';
import { z } from 'zod';
import type { ServiceRun } from './service-run.ts';

const imageSchema = z.array(
  z.object({
    Config: z
      .object({
        ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
        Healthcheck: z.object({ Test: z.array(z.string()).nullish() }).nullish(),
      })
      .nullish(),
  }),
);

/** How a service shows that it is ready. */
export interface Reach {
  /** The container port that answers: the first TCP port that compose publishes, else the first that is exposed. */
  readonly port: number | null;
  /** By a health check of the compose file or of the image. */
  readonly hasHealthCheck: boolean;
}

export interface FindPortsOptions {
  /** As in `hostBindings`. What only the file exposes, and no image, is published where all ports are ours to choose. */
  readonly publish: 'declared' | 'random';
  readonly signal: AbortSignal;
}

/** How each service is reached. Refuses services whose image is not there, all in one message. */
export async function findPorts(
  engine: Engine,
  services: readonly ServiceRun[],
  { publish, signal }: FindPortsOptions,
): Promise<ReadonlyMap<string, Reach>> {
  const found = await Promise.all(
    services.map(async (run) => ({ run, image: await inspectImage(engine, run.image, signal) })),
  );
  const missing = found.filter(({ image }) => image === undefined).map(({ run }) => run);
  if (missing.length > 0) throw missingImages(missing);
  return new Map(found.map(({ run, image }) => [run.name, reachOf(run, image, publish)]));
}

function missingImages(missing: readonly ServiceRun[]): DrydockError {
  const images = [...new Set(missing.map(({ image }) => image))];
  const built = missing.filter(({ hasBuild }) => hasBuild);
  const pulled = images.filter((image) => built.every((run) => run.image !== image));
  const steps = [
    ...(built.length > 0 ? [`docker compose build ${built.map(({ name }) => name).join(' ')}`] : []),
    ...(pulled.length > 0 ? [`drydock build, or docker pull ${pulled.join(' ')}`] : []),
  ];
  return new DrydockError('image-missing', `not built yet: ${images.join(', ')}`, {
    evidence: built.map(({ name, image }) => `the compose file builds ${image} for service "${name}"`),
    nextStep: `make them first, since a start builds and pulls nothing: ${steps.join('; ')}`,
  });
}

type Image = z.output<typeof imageSchema>[number];

function reachOf(run: ServiceRun, image: Image | undefined, publish: FindPortsOptions['publish']): Reach {
  const byImage = Object.keys(image?.Config?.ExposedPorts ?? {}).filter((port) => port.endsWith('/tcp'));
  const byFile = run.exposedPorts.filter((port) => /^\d+(\/tcp)?$/.test(port));
  const [exposed] = publish === 'random' ? [...byImage, ...byFile] : byImage;
  const [test] = image?.Config?.Healthcheck?.Test ?? [];
  return {
    port: run.port?.containerPort ?? (exposed === undefined ? null : Number.parseInt(exposed, 10)),
    hasHealthCheck: run.hasHealthCheck ?? (test !== undefined && test !== 'NONE'),
  };
}

/** `undefined` when there is no such image. */
async function inspectImage(engine: Engine, name: string, signal: AbortSignal): Promise<Image | undefined> {
  const result = await runDocker(engine, ['image', 'inspect', name], { signal });
  if (result.exitCode !== 0) return undefined;
  return imageSchema.parse(JSON.parse(result.stdout))[0];
}
