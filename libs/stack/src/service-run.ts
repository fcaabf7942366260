import type { ComposeService } from './compose-schema.ts';
import { parseDuration } from './parse-duration.ts';

/** How one container is run: a service of the compose file in the terms of the engine. */
export interface ServiceRun {
  readonly name: string;
  /** Further names on the network, next to the service's own. */
  readonly aliases: readonly string[];
  readonly image: string;
  /** Services it calls. The stack starts all at once nevertheless. */
  readonly dependsOn: readonly string[];
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly environment: Readonly<Record<string, string>>;
  /** The one port to publish, which answers HTTP. */
  readonly port: DeclaredPort | null;
  readonly volumes: readonly {
    readonly volume: string;
    readonly target: string;
    readonly isReadOnly: boolean;
  }[];
  /** Options (`size=16m,mode=1777`) by path. */
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly user: string | null;
  readonly isReadOnly: boolean;
  readonly droppedCapabilities: readonly string[];
  readonly securityOptions: readonly string[];
  readonly memoryBytes: number | null;
  readonly cpus: number | null;
  readonly pidsLimit: number | null;
  readonly hasInit: boolean;
  readonly stopGraceMs: number | null;
  readonly log: { readonly driver: string; readonly options: Readonly<Record<string, string>> } | null;
}

export interface DeclaredPort {
  readonly containerPort: number;
  readonly hostPort: number;
}

/** Translates a service of the compose file. Pure: what it says depends on its arguments only. */
export function serviceRun(name: string, service: ComposeService): ServiceRun {
  return {
    name,
    aliases: Object.values(service.networks).flatMap((network) => network?.aliases ?? []),
    image: service.image,
    dependsOn: Object.keys(service.depends_on),
    command: service.command ?? null,
    entrypoint: service.entrypoint ?? null,
    environment: service.environment,
    port: declaredPort(service),
    volumes: service.volumes.map(({ source, target, read_only }) => ({
      volume: source,
      target,
      isReadOnly: read_only,
    })),
    tmpfs: Object.fromEntries(service.tmpfs.map(tmpfsEntry)),
    user: service.user ?? null,
    isReadOnly: service.read_only,
    droppedCapabilities: service.cap_drop,
    securityOptions: service.security_opt,
    memoryBytes: service.mem_limit == null ? null : Number(service.mem_limit),
    cpus: service.cpus ?? null,
    pidsLimit: service.pids_limit ?? null,
    hasInit: service.init ?? false,
    stopGraceMs: service.stop_grace_period == null ? null : parseDuration(service.stop_grace_period),
    log: service.logging ?? null,
  };
}

function declaredPort({ ports: [port] }: ComposeService): DeclaredPort | null {
  return port === undefined ? null : { containerPort: port.target, hostPort: Number(port.published) };
}

/** `/tmp:size=16m,mode=1777` → [`/tmp`, `size=16m,mode=1777`]. */
function tmpfsEntry(text: string): [path: string, options: string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}
