import { DrydockError, nearestName } from '@drydock/engine';
import type { ComposeFile } from './read-compose.ts';
import type { ServiceRun } from './service-run.ts';

export interface ServiceOverrides {
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly images?: Readonly<Record<string, string>> | undefined;
}

/** The services of the file with other images or environments. A service that is not in the file is a mistake. */
export function overrideServices(
  compose: ComposeFile,
  { env = {}, images = {} }: ServiceOverrides,
): ServiceRun[] {
  const known = compose.services.map(({ name }) => name);
  for (const name of [...Object.keys(env), ...Object.keys(images)])
    if (!known.includes(name)) throw unknownService(name, known);
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
