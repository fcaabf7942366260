import { withCapabilities } from './compose/capabilities.ts';
import { mergeEffects, type Settings } from './compose/engine-key.ts';
import { ENGINE_KEYS } from './compose/engine-keys.ts';
import type { MountedFile } from './compose/granted-files.ts';
import { networkMembers } from './compose/network-members.ts';
import { declaredPort, exposedPorts, publishedPorts } from './compose/service-ports.ts';
import type { CONDITIONS, ComposeMount, ComposeService } from './compose/service-schema.ts';

const MS_NS = 1e6;

/** How one container is run: a service of the compose file in the terms of the engine. */
export interface ServiceRun {
  readonly name: string;
  /** Further names on its networks, next to the service's own. */
  readonly aliases: readonly string[];
  readonly image: string;
  /** The compose file says how to build the image. */
  readonly hasBuild: boolean;
  /** Services it calls. */
  readonly dependsOn: readonly string[];
  /** What has to be true of them before this one starts. */
  readonly waitsFor: readonly Dependency[];
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  /** `null` takes a variable of the image away. */
  readonly environment: Readonly<Record<string, string | null>>;
  /** The first TCP port that the file publishes: the one that answers, and that has the service's address. */
  readonly port: DeclaredPort | null;
  /** All that the file publishes. */
  readonly ports: readonly PublishedPort[];
  /** `80/tcp`: for other containers, published or not. */
  readonly exposedPorts: readonly string[];
  /** The first one gives the container its way out. */
  readonly networks: readonly NetworkMember[];
  /** `host`, `none`, `service:…`: in place of networks. */
  readonly networkMode: string | null;
  /** `db:database`: a service by a name that only this one knows. */
  readonly links: readonly string[];
  /** Those with a name, which the stack makes. */
  readonly volumes: readonly NamedVolume[];
  /** Everything else that is mounted. */
  readonly mounts: readonly ComposeMount[];
  readonly volumesFrom: readonly string[];
  /** Configs and secrets. */
  readonly files: readonly MountedFile[];
  readonly user: string | null;
  readonly isReadOnly: boolean;
  readonly stopGraceMs: number | null;
  /** `null`: what the image says. */
  readonly hasHealthCheck: boolean | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Namespaces that may be another service's, by the engine's name of the field. */
  readonly sharedModes: Readonly<Record<string, string>>;
  /** Whatever else the file says, as fields of the engine's request. */
  readonly create: Settings;
  readonly host: Settings;
  /** The same for `docker run`. */
  readonly flags: readonly string[];
}

interface Dependency {
  readonly service: string;
  readonly condition: (typeof CONDITIONS)[number];
  readonly isRequired: boolean;
}

export interface DeclaredPort {
  readonly containerPort: number;
  /** `null` when any will do, or one of a range. */
  readonly hostPort: number | null;
}

export interface PublishedPort {
  readonly containerPort: number;
  readonly protocol: string;
  /** Empty: all addresses of this machine. */
  readonly hostIp: string;
  /** `8010`, `8010-8020`, or empty for any. */
  readonly published: string;
}

export interface NetworkMember {
  /** As the compose file calls it. */
  readonly network: string;
  readonly aliases: readonly string[];
  /** Fields of the engine's `EndpointSettings`. */
  readonly settings: Settings;
}

interface NamedVolume {
  readonly volume: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  readonly options: ComposeMount['volume'];
}

/** Translates a service of the compose file. Pure: what it says depends on its arguments only. */
export function serviceRun(
  name: string,
  service: ComposeService,
  { project, files }: { readonly project: string; readonly files: readonly MountedFile[] },
): ServiceRun {
  const values: Readonly<Record<string, unknown>> = service;
  const effects = Object.entries(ENGINE_KEYS).flatMap(([key, { effect }]) =>
    values[key] == null ? [] : [effect(values[key])],
  );
  const { create, host, flags } = mergeEffects(effects);
  const networks = networkMembers(service);
  const named = (mount: ComposeMount) => mount.type === 'volume' && Boolean(mount.source);
  return {
    name,
    aliases: [...new Set(networks.flatMap(({ aliases }) => aliases))],
    image: service.image || `${project}-${name}`,
    hasBuild: service.build != null,
    dependsOn: Object.keys(service.depends_on),
    waitsFor: Object.entries(service.depends_on).map(([dependency, { condition, required }]) => ({
      service: dependency,
      condition,
      isRequired: required,
    })),
    command: service.command ?? null,
    entrypoint: service.entrypoint ?? null,
    environment: service.environment,
    port: declaredPort(service),
    ports: publishedPorts(service),
    exposedPorts: exposedPorts(service),
    networks,
    networkMode: service.network_mode ?? null,
    links: service.links,
    volumes: service.volumes.filter(named).map((mount) => ({
      volume: mount.source ?? '',
      target: mount.target,
      isReadOnly: mount.read_only,
      options: mount.volume,
    })),
    mounts: service.volumes.filter((mount) => !named(mount)),
    volumesFrom: service.volumes_from,
    files,
    user: typeof create.User === 'string' ? create.User : null,
    isReadOnly: service.read_only,
    stopGraceMs: service.stop_grace_period == null ? null : service.stop_grace_period / MS_NS,
    hasHealthCheck: hasHealthCheck(create),
    labels: service.labels,
    sharedModes: {
      ...(service.ipc && { IpcMode: service.ipc }),
      ...(service.pid && { PidMode: service.pid }),
    },
    create,
    host: withCapabilities(host),
    flags,
  };
}

function hasHealthCheck(create: Settings): boolean | null {
  const { Test } = (create.Healthcheck ?? {}) as { Test?: readonly string[] };
  return Test === undefined || Test.length === 0 ? null : Test[0] !== 'NONE';
}
