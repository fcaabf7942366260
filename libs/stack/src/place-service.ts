import type { Reach } from './find-images.ts';
import type { HostBinding } from './service-container.ts';
import type { ServiceRun } from './service-run.ts';
import type { Readiness } from './wait-until-ready.ts';

const LOOPBACK = '127.0.0.1';
/** In place of a host port: one that is free is looked for at each attempt. */
export const ANY_PORT = 'any';

/**
 * Which ports of this machine lead to a service. `declared`: those of the compose file. `random`: free ones on the
 * loopback address, in place of them. The port that answers gets one either way.
 */
export function hostBindings(
  run: ServiceRun,
  { port }: Reach,
  ports: 'declared' | 'random',
): readonly HostBinding[] {
  const published = run.ports.map(({ containerPort, protocol, hostIp, published: hostPort }) =>
    ports === 'declared'
      ? { containerPort, protocol, hostIp, hostPort }
      : { containerPort, protocol, hostIp: LOOPBACK, hostPort: ANY_PORT },
  );
  const isAnswering = (one: HostBinding) => one.containerPort === port && one.protocol === 'tcp';
  if (port === null || !isPublishable(run) || published.some(isAnswering)) return unique(published);
  const own = { containerPort: port, protocol: 'tcp', hostIp: LOOPBACK, hostPort: ANY_PORT };
  return unique([...published, own]);
}

/** Whether this machine can get at a port of it at all. */
export function isPublishable({ networkMode }: ServiceRun): boolean {
  return networkMode === null || networkMode === 'bridge' || networkMode === 'default';
}

/** Of two ports of the file that lead to the same one of a container, one is enough when neither is the file's. */
function unique(bindings: readonly HostBinding[]): HostBinding[] {
  const isFirst = (one: HostBinding, index: number) =>
    one.hostPort !== ANY_PORT ||
    bindings.findIndex((other) => {
      return other.containerPort === one.containerPort && other.protocol === one.protocol;
    }) === index;
  return bindings.filter(isFirst);
}

export interface ReadinessOptions {
  readonly reach: Reach;
  /** Another service starts when this one has ended with 0. */
  readonly mustEnd: boolean;
  /** All its networks are closed to this machine. */
  readonly isInternal: boolean;
}

export function readinessOf(run: ServiceRun, { reach, mustEnd, isInternal }: ReadinessOptions): Readiness {
  if (mustEnd) return 'end';
  if (reach.hasHealthCheck) return 'health';
  return reach.port !== null && isPublishable(run) && !isInternal ? 'answer' : 'run';
}
