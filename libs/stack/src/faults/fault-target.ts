import type { Engine } from '@drydock/engine';
import type { ContainerState } from '../container-state.ts';
import type { Labels } from '../labels.ts';
import type { ServiceRun } from '../service-run.ts';
import type { Readiness } from '../wait-until-ready.ts';
import type { ServiceProxy } from './proxy.ts';

/** What a fault has to know of the service that it is done to. */
export interface FaultTarget {
  readonly engine: Engine;
  readonly run: ServiceRun;
  readonly containerId: string;
  readonly containerName: string;
  readonly containerPort: number;
  /** What shows that it is well again. */
  readonly readiness: Readiness;
  readonly network: string;
  /** Of the stack: what a fault adds to it goes when the stack goes. */
  readonly labels: Labels;
  /** The engine's name of each of the compose file's volumes. */
  readonly volumeName: (volume: string) => string;
  readonly readState: () => Promise<ContainerState>;
  /** The faults that last. */
  readonly active: Set<symbol>;
  /** In front of the service, once one was needed. */
  proxy: Promise<ServiceProxy> | undefined;
}
