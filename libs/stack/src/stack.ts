import { DrydockError, type Engine } from '@drydock/engine';
import { describeContainers, type ServiceDescription } from './describe-services.ts';
import { detachStack } from './detach-stack.ts';
import { removeLabelled } from './labelled-objects.ts';
import { type Labels, START_LABEL } from './labels.ts';
import { followLogs, type LogLine, readLogs } from './logs.ts';
import { unknownService } from './override-services.ts';
import type { OnStackEvent } from './stack-event.ts';

export interface LogOptions {
  /** Only the last lines of each service. Default: all. */
  readonly tail?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A service that was ready when the stack was handed over. */
export interface Service extends ServiceDescription {
  readonly url: string;
  readonly hostPort: number;
  readonly addressOnNetwork: string;
  logs(options?: LogOptions): Promise<LogLine[]>;
}

/** Running containers on a network, and whoever holds this answers for them. */
export interface Stack extends AsyncDisposable {
  readonly name: string;
  readonly network: string;
  readonly services: readonly Service[];
  /** By name or by alias. Throws when there is no such service. */
  service(name: string): Service;
  /** Of all services, in the order of time. */
  logs(options?: LogOptions): Promise<LogLine[]>;
  followLogs(options?: LogOptions): AsyncGenerator<LogLine, void, undefined>;
  /** Removes containers, then network, then volumes. Does nothing the second time, nor after `detach`. */
  stop(): Promise<void>;
  /** Lets the stack live on after this process. From here on it is found by name: `findStacks`, `stopStack`. */
  detach(): Promise<void>;
}

export interface StackRecord {
  readonly name: string;
  readonly network: string;
  readonly start: string;
  readonly labels: Labels;
  readonly onEvent: OnStackEvent;
}

/** Wraps a stack that has started. */
export async function openStack(engine: Engine, record: StackRecord): Promise<Stack> {
  const label = `${START_LABEL}=${record.start}`;
  const described = await describeContainers(engine, label);
  const services = described.map((service) => toService(engine, service));
  let stopped: Promise<unknown> | undefined;
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
    service: (name) => pick(services, name),
    logs: (options) => readLogs(engine, sources(services), options),
    followLogs: (options) => followLogs(engine, sources(services), options),
    stop,
    detach: async () => {
      if (stopped) return;
      await detachStack(engine, record);
      stopped = Promise.resolve();
    },
    // Whatever left the block is the news, not that the engine cannot clean up behind it.
    [Symbol.asyncDispose]: () =>
      stop().catch((error: unknown) => record.onEvent({ type: 'cleanup-failed', error })),
  };
}

function toService(engine: Engine, service: ServiceDescription): Service {
  const { url, hostPort, addressOnNetwork } = service;
  if (url === null || hostPort === null || addressOnNetwork === null)
    throw new DrydockError(
      'service-exited',
      `service "${service.name}" ended after it was ready: exit code ${service.exitCode}`,
      {
        nextStep: `see why: docker logs ${service.containerName}`,
      },
    );
  const logs = (options?: LogOptions) => readLogs(engine, sources([service]), options);
  return { ...service, url, hostPort, addressOnNetwork, logs };
}

function sources(services: readonly ServiceDescription[]) {
  return services.map(({ name, containerId }) => ({ service: name, containerId }));
}

function pick(services: readonly Service[], name: string): Service {
  const found = services.find((service) => service.name === name || service.aliases.includes(name));
  if (found) return found;
  throw unknownService(
    name,
    services.map((service) => service.name),
  );
}
