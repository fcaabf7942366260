import { type Engine, runDocker } from '@drydock/engine';
import { z } from 'zod';
import { addressOf } from './container-state.ts';
import { dockerLines } from './docker-output.ts';
import {
  DECLARED_PORT_LABEL,
  folderOfLabel,
  KEPT_LABEL,
  NETWORK_LABEL,
  PORT_LABEL,
  SERVICE_LABEL,
  STACK_LABEL,
} from './labels.ts';
import { urlOf } from './service-answers.ts';

const INSPECT_TIMEOUT_MS = 30_000;

/** A container of a stack, as the engine has it now. */
export interface ServiceDescription {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly image: string;
  readonly containerId: string;
  readonly containerName: string;
  /** The engine's word: `running`, `exited`, `created`, … */
  readonly state: string;
  readonly exitCode: number;
  /** From this machine, `http://127.0.0.1:<port>`; null when it does not run, or has no port that leads here. */
  readonly url: string | null;
  readonly hostPort: number | null;
  /** What the compose file declares. Another `hostPort` means that this one was taken, or not asked for. */
  readonly declaredPort: number | null;
  /** What it listens on inside; null when that is not known, or nothing. */
  readonly containerPort: number | null;
  /** All of its ports that lead here, the one above among them. */
  readonly ports: readonly OpenPort[];
  /** The folder of the compose file, when a person started it; null when a process answers for it. */
  readonly startedFrom: string | null;
  /** IP address on its network; null when it does not run, or has none. */
  readonly addressOnNetwork: string | null;
}

export interface OpenPort {
  readonly containerPort: number;
  readonly protocol: string;
  /** An address of this machine. */
  readonly host: string;
  readonly hostPort: number;
}

const inspectSchema = z.object({
  Id: z.string(),
  Name: z.string(),
  State: z.object({ Status: z.string(), ExitCode: z.number() }),
  Config: z.object({ Image: z.string(), Labels: z.record(z.string(), z.string()) }),
  NetworkSettings: z.object({
    Ports: z
      .record(
        z.string(),
        z.array(z.object({ HostIp: z.string().optional(), HostPort: z.string() })).nullable(),
      )
      .nullish(),
    Networks: z.record(
      z.string(),
      z.object({ Aliases: z.array(z.string()).nullish(), IPAddress: z.string() }),
    ),
  }),
});

/** Lists the services of a stack by name, in the order of the alphabet. Empty when there is no such stack. */
export async function listServices(engine: Engine, stack: string): Promise<ServiceDescription[]> {
  return describeContainers(engine, `${STACK_LABEL}=${stack}`);
}

/** Describes the services among the containers with a label. */
export async function describeContainers(engine: Engine, label: string): Promise<ServiceDescription[]> {
  const ids = await dockerLines(engine, [
    'ps',
    '--all',
    '--quiet',
    '--no-trunc',
    '--filter',
    `label=${label}`,
  ]);
  if (ids.length === 0) return [];
  // Fails when one of them is gone by now, and prints the others all the same.
  const { stdout } = await runDocker(engine, ['inspect', ...ids], { timeoutMs: INSPECT_TIMEOUT_MS });
  const containers = z.array(inspectSchema).parse(JSON.parse(stdout));
  // A proxy, or what else belongs to the stack, is no service.
  const services = containers.filter(({ Config }) => SERVICE_LABEL in Config.Labels);
  return services.map(describe).sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

type Inspected = z.output<typeof inspectSchema>;

function describe(container: Inspected): ServiceDescription {
  const labels = container.Config.Labels;
  const name = labels[SERVICE_LABEL] ?? '';
  const containerPort = labels[PORT_LABEL] === undefined ? null : Number(labels[PORT_LABEL]);
  const network = container.NetworkSettings.Networks[labels[NETWORK_LABEL] ?? ''];
  const address = addressOf(container.NetworkSettings.Ports?.[`${containerPort}/tcp`]);
  const declared = labels[DECLARED_PORT_LABEL];
  return {
    name,
    aliases: (network?.Aliases ?? []).filter((alias) => alias !== name && !container.Id.startsWith(alias)),
    image: container.Config.Image,
    containerId: container.Id,
    containerName: container.Name.replace(/^\//, ''),
    state: container.State.Status,
    exitCode: container.State.ExitCode,
    url: address ? urlOf(address) : null,
    hostPort: address?.port ?? null,
    declaredPort: declared === undefined ? null : Number(declared),
    containerPort,
    ports: openPorts(container),
    startedFrom: labels[KEPT_LABEL] === undefined ? null : folderOfLabel(labels[KEPT_LABEL]),
    addressOnNetwork: network?.IPAddress || null,
  };
}

function openPorts({ NetworkSettings }: Inspected): OpenPort[] {
  return Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bound]) => {
    const address = addressOf(bound);
    const [containerPort, protocol = 'tcp'] = port.split('/');
    if (!address) return [];
    return [{ containerPort: Number(containerPort), protocol, host: address.host, hostPort: address.port }];
  });
}
