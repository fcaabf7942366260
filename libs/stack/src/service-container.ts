import { GenericContainer, PullPolicy, type WaitStrategy } from 'testcontainers';
import type { AnonymousVolume } from './anonymous-volumes.ts';
import { containerMounts } from './compose/container-mounts.ts';
import type { Settings } from './compose/engine-key.ts';
import { DECLARED_PORT_LABEL, type Labels, NETWORK_LABEL, PORT_LABEL, SERVICE_LABEL } from './labels.ts';
import type { ServiceRun } from './service-run.ts';

const MS_PER_S = 1_000;
const SERVICE_PREFIX = 'service:';

/** Where a service is put, and what it is called there. */
export interface Placement {
  readonly containerName: string;
  /** The first one is the container's default route. */
  readonly networks: readonly PlacedNetwork[];
  readonly labels: Labels;
  /** The container port that answers. `null`: there is none. */
  readonly port: number | null;
  readonly bindings: readonly HostBinding[];
  /** The engine's name of each of the compose file's volumes. */
  readonly volumeName: (volume: string) => string;
  /** What this container's predecessor stored without a name. */
  readonly anonymous?: readonly AnonymousVolume[];
  /** The name of another service's container. */
  readonly containerNameOf: (service: string) => string;
  /** Called once the container is there and before it runs. What it throws stops the start. */
  readonly onCreated: (containerId: string) => void;
  /** Called once it runs, or has run. */
  readonly onStarted?: (() => void) | undefined;
}

export interface PlacedNetwork {
  /** As the engine calls it. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly settings: Settings;
}

/** A container port, and the port of this machine that leads to it. */
export interface HostBinding {
  readonly containerPort: number;
  readonly protocol: string;
  /** Empty: all addresses of this machine. */
  readonly hostIp: string;
  /** As the engine takes it: empty lets it choose, and it may be a range. */
  readonly hostPort: string;
}

/**
 * A container with every setting of a `ServiceRun`. It is a class because Testcontainers lets only its
 * subclasses reach most of them, a read-only root and the address a port is bound to among them.
 */
export class ServiceContainer extends GenericContainer {
  readonly #onCreated: Placement['onCreated'];
  readonly #onStarted: () => void;

  constructor(run: ServiceRun, placement: Placement) {
    super(run.image);
    this.#onCreated = placement.onCreated;
    this.#onStarted = placement.onStarted ?? (() => undefined);
    const files = run.files.filter(({ file }) => file === undefined);
    this.withPullPolicy(PullPolicy.neverPull())
      .withAutoCleanup(false) // no reaper: its image is in a registry, and sweepStale does its work
      .withWaitStrategy(noWait)
      .withName(placement.containerName)
      .withCopyContentToContainer(files.map(({ content, target, mode }) => ({ content, target, mode })));
    const mode = networkMode(run, placement);
    if (mode !== undefined) this.withNetworkMode(mode);
    Object.assign(this.createOpts, createSettings(run, placement));
    Object.assign(this.hostConfig, hostSettings(run, placement));
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    this.#onCreated(containerId);
  }

  protected override async containerStarting(): Promise<void> {
    this.#onStarted();
  }
}

/** The stack waits by itself (`waitUntilReady`): from outside, more often, and with a reason when it fails. */
const noWait: WaitStrategy = {
  waitUntilReady: async () => undefined,
  withStartupTimeout: () => noWait,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
};

function networkMode(run: ServiceRun, placement: Placement): string | undefined {
  if (run.networkMode !== null) return ofService(run.networkMode, placement);
  return placement.networks[0]?.name ?? 'none';
}

/** `service:db` is the namespace of another container of this stack. */
function ofService(mode: string, { containerNameOf }: Placement): string {
  if (!mode.startsWith(SERVICE_PREFIX)) return mode;
  return `container:${containerNameOf(mode.slice(SERVICE_PREFIX.length))}`;
}

function createSettings(run: ServiceRun, placement: Placement) {
  const { labels, networks, port, bindings } = placement;
  const exposed = [
    ...run.exposedPorts,
    ...bindings.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`),
  ];
  return {
    Image: run.image,
    // As a client that looks on would have it, and as Compose does.
    AttachStdout: true,
    AttachStderr: true,
    Env: Object.entries(run.environment).map(([key, value]) => (value === null ? key : `${key}=${value}`)),
    ExposedPorts: Object.fromEntries(exposed.map((one) => [one, {}])),
    ...(run.command && { Cmd: [...run.command] }),
    ...(run.entrypoint && { Entrypoint: [...run.entrypoint] }),
    ...(run.stopGraceMs !== null && { StopTimeout: Math.trunc(run.stopGraceMs / MS_PER_S) }),
    Labels: {
      ...run.labels,
      ...labels,
      [SERVICE_LABEL]: run.name,
      ...(networks[0] && { [NETWORK_LABEL]: networks[0].name }),
      ...(port !== null && { [PORT_LABEL]: String(port) }),
      ...(run.port?.hostPort && { [DECLARED_PORT_LABEL]: String(run.port.hostPort) }),
    },
    ...(run.networkMode === null && { NetworkingConfig: { EndpointsConfig: endpoints(run, placement) } }),
    ...run.create,
  };
}

/**
 * Testcontainers' own way to give an alias also leaves the container on the default bridge, where every other container
 * could reach it.
 */
function endpoints(run: ServiceRun, { networks, containerNameOf }: Placement) {
  const links = run.links.map((link) => {
    const [service = '', alias = service] = link.split(':');
    return `${containerNameOf(service)}:${alias}`;
  });
  return Object.fromEntries(
    networks.map(({ name, aliases, settings }) => [
      name,
      { Aliases: [run.name, ...aliases], ...(links.length > 0 && { Links: links }), ...settings },
    ]),
  );
}

function hostSettings(run: ServiceRun, placement: Placement) {
  const { bindings, volumeName, containerNameOf, anonymous } = placement;
  const modes = Object.entries(run.sharedModes).map(([key, mode]) => [key, ofService(mode, placement)]);
  const { Binds, Mounts } = containerMounts(run, { volumeName, anonymous });
  const from = run.volumesFrom.map((text) => volumesFrom(text, containerNameOf));
  return {
    PortBindings: portBindings(bindings),
    // What is not there is left out, as Compose does it: the engine tells an empty list from none.
    ...(Binds.length > 0 && { Binds }),
    ...(Mounts.length > 0 && { Mounts }),
    ...(from.length > 0 && { VolumesFrom: from }),
    ExtraHosts: [],
    ReadonlyRootfs: run.isReadOnly,
    ...Object.fromEntries(modes),
    ...run.host,
  };
}

function portBindings(bindings: readonly HostBinding[]) {
  const byPort = Map.groupBy(bindings, ({ containerPort, protocol }) => `${containerPort}/${protocol}`);
  return Object.fromEntries(
    [...byPort].map(([port, list]) => [
      port,
      list.map(({ hostIp, hostPort }) => ({ HostIp: hostIp, HostPort: hostPort })),
    ]),
  );
}

/** `db`, `db:ro`, or a container that is none of ours: `container:name:ro`. */
function volumesFrom(text: string, containerNameOf: (service: string) => string): string {
  if (text.startsWith('container:')) return text.slice('container:'.length);
  const [service = '', ...access] = text.split(':');
  return [containerNameOf(service), ...access].join(':');
}
