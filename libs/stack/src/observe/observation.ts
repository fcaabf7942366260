import type { Engine } from '@drydock/engine';
import type { ContainerRuntimeClient } from 'testcontainers';
import { dockerOutput } from '../docker-output.ts';
import type { Reach } from '../find-images.ts';
import { type Labels, labelArguments } from '../labels.ts';
import { hostBindings, isPublishable } from '../place-service.ts';
import type { ServiceRun } from '../service-run.ts';
import { joinNetwork } from '../stack-network.ts';
import { startService } from '../start-service.ts';
import type { Readiness } from '../wait-until-ready.ts';

/** All that is decided before the first container starts. */
export interface Observation {
  readonly engine: Engine;
  readonly client: ContainerRuntimeClient;
  readonly run: ServiceRun;
  readonly peers: readonly ServiceRun[];
  readonly ports: ReadonlyMap<string, Reach>;
  /** Of the network; what else is made begins with it. */
  readonly name: string;
  readonly labels: Labels;
  readonly timeoutMs: number;
  readonly idleAfterMs: number;
  readonly signal: AbortSignal;
}

/** What both runs share: the network, and the services beside. */
export async function prepareSurroundings(observation: Observation): Promise<void> {
  const { engine, client, run, peers, name, labels, timeoutMs, signal } = observation;
  const names = [run, ...peers].flatMap((service) => [service.name, ...service.aliases]);
  await joinNetwork(engine, { network: name, labels, names, signal });
  const failed = new AbortController();
  const starts = peers.map(async (peer) => {
    const placement = await preparePlace(observation, peer, peer.name);
    return startService(engine, {
      run: peer,
      client,
      placement,
      readiness: readinessOfPeer(observation, peer),
      timeoutMs,
      signal: AbortSignal.any([signal, failed.signal]),
      onEvent: () => undefined,
    });
  });
  try {
    await Promise.all(starts);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(starts); // or they would go on behind the back of the clean-up
    throw error;
  }
}

/** Where a container is put, with volumes that nobody has written to. `title` tells the runs of one service apart. */
export async function preparePlace(
  { engine, ports, name, labels, signal }: Observation,
  run: ServiceRun,
  title: string,
) {
  const volumeName = (volume: string) => `${name}-${title}_${volume}`;
  for (const { volume } of run.volumes)
    await dockerOutput(engine, ['volume', 'create', ...labelArguments(labels), volumeName(volume)], {
      signal,
    });
  const reach = ports.get(run.name) ?? { port: null, hasHealthCheck: false };
  return {
    containerName: `${name}-${title}`,
    // One network for all, whatever the file says of addresses on its own.
    networks: [{ name, aliases: run.aliases, settings: {} }],
    labels,
    port: reach.port,
    bindings: hostBindings(run, reach, 'random'),
    volumeName,
    containerNameOf: (service: string) => `${name}-${service}`,
  };
}

function readinessOfPeer({ ports }: Observation, peer: ServiceRun): Readiness {
  const reach = ports.get(peer.name);
  if (reach?.hasHealthCheck) return 'health';
  return reach?.port != null && isPublishable(peer) ? 'answer' : 'run';
}
