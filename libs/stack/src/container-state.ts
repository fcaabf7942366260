import type { Address, ServiceAddress } from './service-answers.ts';

/** What the engine says about a container, as far as waiting needs it. */
export interface ContainerState {
  readonly status: string;
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
  /** What its health check said last. */
  readonly healthOutput: string | undefined;
  /** Of the published port; absent as long as the container does not run. */
  readonly address: ServiceAddress | undefined;
}

/** The part of the engine's answer that it is made of. */
export interface InspectedContainer {
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Health?:
      | { readonly Status?: string; readonly Log?: readonly { readonly Output: string }[] | null | undefined }
      | null
      | undefined;
  };
  readonly NetworkSettings: {
    readonly Ports?: Readonly<Record<string, readonly HostPort[] | null>> | null | undefined;
    readonly Networks?:
      | Readonly<Record<string, { readonly IPAddress?: string | undefined }>>
      | null
      | undefined;
  };
}

interface HostPort {
  readonly HostIp?: string | undefined;
  readonly HostPort: string;
}

export function containerState(
  { State, NetworkSettings }: InspectedContainer,
  port: number | null,
): ContainerState {
  const health = State.Health?.Status;
  const address = addressOf(NetworkSettings.Ports?.[`${port}/tcp`]);
  const host = Object.values(NetworkSettings.Networks ?? {}).find(({ IPAddress }) => IPAddress)?.IPAddress;
  const behind = host && port !== null ? { host, port } : undefined;
  return {
    status: State.Status,
    exitCode: State.ExitCode,
    isOutOfMemory: State.OOMKilled,
    health: health === 'starting' || health === 'healthy' || health === 'unhealthy' ? health : 'none',
    healthOutput: State.Health?.Log?.at(-1)?.Output.trim(),
    address: address && { ...address, behind },
  };
}

/** An address of this machine that leads to a port. Of several, one that everybody can use. */
export function addressOf(ports: readonly HostPort[] | null | undefined): Address | undefined {
  const [first] = [...(ports ?? [])].sort((one, other) => Number(isSixth(one)) - Number(isSixth(other)));
  if (!first) return undefined;
  const isAny = !first.HostIp || first.HostIp === '0.0.0.0' || first.HostIp === '::';
  return { host: isAny ? '127.0.0.1' : (first.HostIp ?? ''), port: Number(first.HostPort) };
}

function isSixth({ HostIp }: HostPort): boolean {
  return HostIp?.includes(':') ?? false;
}
