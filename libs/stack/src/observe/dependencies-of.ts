import type { ServiceRun } from '../service-run.ts';

/** The services that one needs, and what they need in their turn, without itself. */
export function dependenciesOf(run: ServiceRun, services: readonly ServiceRun[]): ServiceRun[] {
  const needed = new Set<string>([run.name]);
  // A set hands out what is added to it while it is walked.
  for (const name of needed)
    for (const dependency of services.find((service) => service.name === name)?.dependsOn ?? [])
      needed.add(dependency);
  return services.filter(({ name }) => name !== run.name && needed.has(name));
}
