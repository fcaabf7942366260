import { type Engine, runDocker } from '@drydock/engine';
import { z } from 'zod';
import type { LabelledObject } from './labelled-objects.ts';
import { SERVICE_LABEL } from './labels.ts';

/** A volume that the engine made and named, for a `VOLUME` that nobody has mounted anything on. */
export interface AnonymousVolume {
  /** Of the compose file. */
  readonly service: string;
  readonly volume: string;
  /** Where it is mounted. */
  readonly target: string;
}

/** What the engine calls them. */
const MADE_UP = /^[0-9a-f]{64}$/;

const inspectSchema = z.array(
  z.object({
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
    Mounts: z.array(z.object({ Type: z.string(), Name: z.string().optional(), Destination: z.string() })),
  }),
);

/** The anonymous volumes of those containers that are still there. */
export async function anonymousVolumes(
  engine: Engine,
  objects: readonly LabelledObject[],
): Promise<AnonymousVolume[]> {
  const ids = objects.filter(({ kind }) => kind === 'container').map(({ id }) => id);
  if (ids.length === 0) return [];
  // Fails when one of them is gone by now, and prints the others all the same.
  const { stdout } = await runDocker(engine, ['inspect', '--type', 'container', ...ids]);
  return inspectSchema
    .parse(JSON.parse(stdout || '[]'))
    .flatMap(({ Config, Mounts }) =>
      Mounts.flatMap(({ Type, Name = '', Destination }) =>
        Type === 'volume' && MADE_UP.test(Name)
          ? [{ service: Config.Labels?.[SERVICE_LABEL] ?? '', volume: Name, target: Destination }]
          : [],
      ),
    );
}
