import { GenericContainer, PullPolicy, type WaitStrategy } from 'testcontainers';
import type { AnonymousVolume } from './anonymous-volumes.ts';
import { DECLARED_PORT_LABEL, type Labels, PORT_LABEL, SERVICE_LABEL } from './labels.ts';
import type { ServiceRun } from './service-run.ts';

const NANO = 1_000_000_000;
const LOOPBACK = '127.0.0.1';

/** Where a service is put, and what it is called there. */
export interface Placement {
  readonly containerName: string;
  readonly network: string;
  readonly labels: Labels;
  /** The container port that answers HTTP. Published on loopback, on `hostPort`. */
  readonly port: number;
  /** 0 lets the engine choose. */
  readonly hostPort: number;
  /** The engine's name of each of the compose file's volumes. */
  readonly volumeName: (volume: string) => string;
  /** What this container's predecessor stored without a name. */
  readonly anonymous?: readonly AnonymousVolume[];
  /** Called once the container is there and before it runs. What it throws stops the start. */
  readonly onCreated: (containerId: string) => void;
}

/**
 * A container with every setting of a `ServiceRun`. It is a class because Testcontainers lets only its
 * subclasses reach a read-only root, the limits, and the address a port is bound to.
 */
export class ServiceContainer extends GenericContainer {
  readonly #onCreated: Placement['onCreated'];

  constructor(run: ServiceRun, placement: Placement) {
    super(run.image);
    this.#onCreated = placement.onCreated;
    this.withPullPolicy(PullPolicy.neverPull())
      .withAutoCleanup(false) // no reaper: its image is in a registry, and sweepStale does its work
      .withWaitStrategy(noWait)
      .withName(placement.containerName)
      .withNetworkMode(placement.network)
      .withExposedPorts(placement.port)
      .withEnvironment({ ...run.environment });
    this.createOpts = { ...this.createOpts, ...createSettings(run, placement) };
    this.hostConfig = { ...this.hostConfig, ...hostSettings(run, placement) };
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    this.#onCreated(containerId);
  }
}

/** The stack waits by itself (`waitUntilReady`): from outside, more often, and with a reason when it fails. */
const noWait: WaitStrategy = {
  waitUntilReady: async () => undefined,
  withStartupTimeout: () => noWait,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
};

function createSettings(run: ServiceRun, placement: Placement) {
  const { labels, network, port } = placement;
  return {
    ...(run.command && { Cmd: [...run.command] }),
    ...(run.entrypoint && { Entrypoint: [...run.entrypoint] }),
    ...(run.user && { User: run.user }),
    ...(run.stopGraceMs !== null && { StopTimeout: Math.ceil(run.stopGraceMs / 1_000) }),
    Labels: {
      ...labels,
      [SERVICE_LABEL]: run.name,
      [PORT_LABEL]: String(port),
      ...(run.port && { [DECLARED_PORT_LABEL]: String(run.port.hostPort) }),
    },
    // Testcontainers' own way to give an alias also leaves the container on the default bridge,
    // where every other container could reach it.
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [run.name, ...run.aliases] } } },
  };
}

function hostSettings(run: ServiceRun, { port, hostPort, volumeName, anonymous = [] }: Placement) {
  return {
    PortBindings: { [`${port}/tcp`]: [{ HostIp: LOOPBACK, HostPort: String(hostPort) }] },
    Binds: [
      ...run.volumes.map(
        ({ volume, target, isReadOnly }) => `${volumeName(volume)}:${target}:${isReadOnly ? 'ro' : 'rw'}`,
      ),
      ...anonymous
        .filter(({ target }) => run.volumes.every((named) => named.target !== target))
        .map(({ volume, target }) => `${volume}:${target}`),
    ],
    Tmpfs: { ...run.tmpfs },
    ReadonlyRootfs: run.isReadOnly,
    CapDrop: [...run.droppedCapabilities],
    SecurityOpt: [...run.securityOptions],
    Init: run.hasInit,
    ...(run.memoryBytes !== null && { Memory: run.memoryBytes }),
    ...(run.cpus !== null && { NanoCpus: Math.round(run.cpus * NANO) }),
    ...(run.pidsLimit !== null && { PidsLimit: run.pidsLimit }),
    ...(run.log && { LogConfig: { Type: run.log.driver, Config: { ...run.log.options } } }),
  };
}
