import { DrydockError, type Engine } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import { describeContainers, type ServiceDescription } from './describe-services.ts';
import { dockerLines } from './docker-output.ts';
import { type Calls, gatherCalls } from './evidence/gather-calls.ts';
import type { FaultTarget } from './faults/fault-target.ts';
import { type ProcessFaults, processFaults } from './faults/process-faults.ts';
import { type ResourceFaults, resourceFaults } from './faults/resource-faults.ts';
import { type TrafficFaults, trafficFaults } from './faults/traffic-faults.ts';
import { removeLabelled } from './labelled-objects.ts';
import { type Labels, PROXY_LABEL, START_LABEL } from './labels.ts';
import { followLogs, type LogLine, readLogs } from './logs.ts';
import { unknownService } from './override-services.ts';
import type { ServiceRun } from './service-run.ts';
import type { OnStackEvent } from './stack-event.ts';
import { readContainerState } from './start-service.ts';

export interface LogOptions {
  /** Only the last lines of each service. Default: all. */
  readonly tail?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A service that was ready when the stack was handed over, and what can be done to it. */
export interface StackService extends ServiceDescription, ProcessFaults, TrafficFaults, ResourceFaults {
  logs(options?: LogOptions): Promise<LogLine[]>;
}

/** The same where it is asked for by name: to ask a service for an address that it does not have is an error. */
export interface Service extends StackService {
  readonly url: string;
  readonly hostPort: number;
  readonly addressOnNetwork: string;
}

/** Running containers on a network, and whoever holds this answers for them. */
export interface Stack extends AsyncDisposable {
  readonly name: string;
  readonly network: string;
  readonly services: readonly StackService[];
  /** By name or by alias. Throws when there is no such service. */
  service(name: string): Service;
  /** Of all services, in the order of time. */
  logs(options?: LogOptions): Promise<LogLine[]>;
  followLogs(options?: LogOptions): AsyncGenerator<LogLine, void, undefined>;
  /** Who called whom up to now, from what the services and their proxies logged. */
  calls(options?: { readonly traceId?: string }): Promise<Calls>;
  /** Removes containers, then network, then volumes. Does nothing the second time, nor to a stack that is kept. */
  stop(): Promise<void>;
}

export interface StackRecord {
  readonly name: string;
  readonly network: string;
  /** The first network of a service. */
  readonly networkOf: (run: ServiceRun) => string;
  readonly start: string;
  /** It is not stopped from here. */
  readonly isKept: boolean;
  readonly labels: Labels;
  readonly onEvent: OnStackEvent;
  readonly services: readonly ServiceRun[];
  readonly volumeName: (volume: string) => string;
  readonly client: ContainerRuntimeClient;
}

/** Wraps a stack that has started. */
export async function openStack(engine: Engine, record: StackRecord): Promise<Stack> {
  const label = `${START_LABEL}=${record.start}`;
  const described = await describeContainers(engine, label);
  const services = described.map((service) => toService(engine, record, service));
  let stopped: Promise<unknown> | undefined = record.isKept ? Promise.resolve() : undefined;
  const stop = async () => {
    stopped ??= removeLabelled(engine, label).catch((error: unknown) => {
      stopped = undefined; // it may work the next time
      throw error;
    });
    await stopped;
  };
  return {
    name: record.name,
    network: record.network,
    services,
    service: (name) => withAddresses(pick(services, name)),
    logs: (options) => readLogs(engine, sources(services), options),
    followLogs: (options) => followLogs(engine, sources(services), options),
    calls: async ({ traceId } = {}) => {
      const [lines, proxyLines] = await Promise.all([
        readLogs(engine, sources(services)),
        readLogs(engine, await proxySources(engine, label)),
      ]);
      const calling = services.map(({ name, aliases }) => ({
        name,
        aliases,
        dependsOn: runOf(record, name).dependsOn,
      }));
      const nameOf = (name: string) => pick(services, name).name;
      return gatherCalls({ services: calling, lines, proxyLines, traceId, nameOf });
    },
    stop,
    // Whatever left the block is the news, not that the engine cannot clean up behind it.
    [Symbol.asyncDispose]: () =>
      stop().catch((error: unknown) => record.onEvent({ type: 'cleanup-failed', error })),
  };
}

function toService(engine: Engine, record: StackRecord, service: ServiceDescription): StackService {
  const { state, exitCode } = service;
  if (state === 'dead' || (state === 'exited' && exitCode !== 0))
    throw new DrydockError(
      'service-exited',
      `service "${service.name}" ended after it was ready: exit code ${exitCode}`,
      {
        nextStep: `see why: docker logs ${service.containerName}`,
      },
    );
  const logs = (options?: LogOptions) => readLogs(engine, sources([service]), options);
  const target = faultTarget(engine, record, service);
  const faults = { ...processFaults(target), ...trafficFaults(target), ...resourceFaults(target) };
  return { ...service, logs, ...faults };
}

/** An address that is not there is no address, and whoever asks for it is told why. */
function withAddresses(service: StackService): Service {
  const { name, url, hostPort, addressOnNetwork } = service;
  const given = <T>(value: T | null): T => {
    if (value !== null) return value;
    const why =
      service.state === 'running' ? 'has no port that leads to this machine' : `is ${service.state}`;
    throw new DrydockError('usage', `service "${name}" cannot be reached: it ${why}`, {
      nextStep: 'write "ports" in the compose file, or EXPOSE in its Dockerfile',
    });
  };
  return Object.defineProperties({ ...service } as Service, {
    url: { get: () => given(url) },
    hostPort: { get: () => given(hostPort) },
    addressOnNetwork: { get: () => given(addressOnNetwork) },
  });
}

function faultTarget(engine: Engine, record: StackRecord, service: ServiceDescription): FaultTarget {
  const { name, containerId, containerName, containerPort } = service;
  return {
    engine,
    run: runOf(record, name),
    containerId,
    containerName,
    containerPort: containerPort ?? 0, // which no fault of the traffic can be put in front of
    readiness: service.url === null ? 'run' : 'answer',
    network: record.networkOf(runOf(record, name)),
    labels: record.labels,
    volumeName: record.volumeName,
    readState: () => readContainerState(record.client, containerId, containerPort),
    active: new Set(),
    proxy: undefined,
  };
}

function runOf({ services }: StackRecord, name: string): ServiceRun {
  const run = services.find((one) => one.name === name);
  if (run) return run;
  throw new Error(`no service of the compose file is called "${name}"`);
}

async function proxySources(engine: Engine, label: string) {
  const format = `{{.ID}}\t{{.Label "${PROXY_LABEL}"}}`;
  const filters = ['--filter', `label=${label}`, '--filter', `label=${PROXY_LABEL}`];
  const lines = await dockerLines(engine, ['ps', '--all', '--no-trunc', ...filters, '--format', format]);
  return lines.map((line) => {
    const [containerId = '', service = ''] = line.split('\t');
    return { service, containerId };
  });
}

function sources(services: readonly ServiceDescription[]) {
  return services.map(({ name, containerId }) => ({ service: name, containerId }));
}

function pick(services: readonly StackService[], name: string): StackService {
  const found = services.find((service) => service.name === name || service.aliases.includes(name));
  if (found) return found;
  throw unknownService(
    name,
    services.map((service) => service.name),
  );
}
