import type { Engine } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import type { AnonymousVolume } from './anonymous-volumes.ts';
import type { Reach } from './find-images.ts';
import type { Labels } from './labels.ts';
import { hostBindings, readinessOf } from './place-service.ts';
import { type Address, urlOf } from './service-answers.ts';
import type { ServiceRun } from './service-run.ts';
import type { OnStackEvent } from './stack-event.ts';
import type { StackLayout } from './stack-layout.ts';
import { type StartOrder, startOrder } from './start-order.ts';
import { startService } from './start-service.ts';

export interface StartServicesOptions {
  readonly services: readonly ServiceRun[];
  readonly client: ContainerRuntimeClient;
  readonly layout: StackLayout;
  readonly labels: Labels;
  /** How each service is reached. */
  readonly ports: ReadonlyMap<string, Reach>;
  /** What the containers that they replace stored without a name. */
  readonly anonymous: readonly AnonymousVolume[];
  readonly publish: 'declared' | 'random';
  /** For one service to become ready. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: OnStackEvent;
}

/** Starts the services, each as soon as what it depends on is as far as the compose file says, and waits for all. */
export async function startServices(engine: Engine, options: StartServicesOptions): Promise<void> {
  const { services, onEvent } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const begun = performance.now();
  const order = startOrder(services);
  const starts = services.map(async (run) => {
    await Promise.race([order.before(run), aborted(signal)]);
    const address = await startOne(engine, { options, run, order, signal });
    order.ready(run.name);
    const afterMs = Math.round(performance.now() - begun);
    onEvent({ type: 'ready', service: run.name, url: address && urlOf(address), afterMs });
  });
  try {
    await Promise.all(starts);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(starts);
    throw error;
  }
}

interface OneStart {
  readonly options: StartServicesOptions;
  readonly run: ServiceRun;
  readonly order: StartOrder;
  readonly signal: AbortSignal;
}

function startOne(engine: Engine, { options, run, order, signal }: OneStart): Promise<Address | undefined> {
  const { client, ports, layout, labels, publish, timeoutMs, onEvent } = options;
  const reach = ports.get(run.name) ?? { port: null, hasHealthCheck: false };
  const readiness = readinessOf(run, {
    reach,
    mustEnd: order.mustEnd(run.name),
    isInternal: layout.isInternal(run),
  });
  const placement = {
    containerName: layout.containerName(run.name),
    networks: layout.networksOf(run),
    labels,
    port: reach.port,
    bindings: hostBindings(run, reach, publish),
    volumeName: layout.volumeName,
    anonymous: options.anonymous.filter(({ service }) => service === run.name),
    containerNameOf: layout.containerName,
    onStarted: () => order.started(run.name),
  };
  return startService(engine, { run, client, placement, readiness, timeoutMs, signal, onEvent });
}

/** Rejects when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  promise.catch(() => undefined);
  return promise;
}
