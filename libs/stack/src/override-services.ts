import { DrydockError, nearestName } from '@drydock/engine';
import type { ComposeFile } from './read-compose.ts';
import type { ServiceRun } from './service-run.ts';

export interface ServiceOverrides {
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly images?: Readonly<Record<string, string>> | undefined;
  readonly volumeSizes?: Readonly<Record<string, number>> | undefined;
}

/**
 * The services of the file with other images or environments. A service or a volume that is not in the file is a
 * mistake: what is said of it would have no effect.
 */
export function overrideServices(
  compose: ComposeFile,
  { env = {}, images = {}, volumeSizes = {} }: ServiceOverrides,
): ServiceRun[] {
  const known = compose.serviceNames;
  for (const name of [...Object.keys(env), ...Object.keys(images)])
    if (!known.includes(name)) throw unknownService(name, known);
  const volume = Object.keys(volumeSizes).find((one) => !compose.volumes.includes(one));
  if (volume !== undefined)
    throw new DrydockError('unknown-name', `no volume is called "${volume}"`, {
      nextStep: `name one of: ${compose.volumes.join(', ')}`,
    });
  return compose.services.map((run) => ({
    ...run,
    image: images[run.name] ?? run.image,
    environment: { ...run.environment, ...env[run.name] },
  }));
}

export function unknownService(name: string, known: readonly string[]): DrydockError {
  const nearest = nearestName(name, known);
  return new DrydockError('unknown-name', `no service is called "${name}"; there are ${known.join(', ')}`, {
    ...(nearest && { nextStep: `did you mean "${nearest}"?` }),
  });
}
