import type { ContainerUsage } from './container-usage.ts';
import type { Load } from './generate-load.ts';
import type { Latencies, Measured } from './meter.ts';
import type { FaultRecord } from './run-faults.ts';

/** All that a load found out. It is what `--json` prints. */
export interface LoadReport {
  readonly url: string;
  readonly service: string;
  readonly stack: string;
  /** Whether the stack was started for this load, and is gone. */
  readonly hadOwnStack: boolean;
  readonly connections: number;
  /** Requests a second that were asked for; null: as many as were answered. */
  readonly rate: number | null;
  readonly wantedMs: number;
  /** Less than wanted when it was ended early. */
  readonly lastedMs: number;
  readonly requests: {
    readonly sent: number;
    readonly answered: number;
    readonly answeredPerSecond: number;
    readonly failed: number;
    /** Under way when the time was up. */
    readonly unfinished: number;
    /** Due by the rate, and not sent because every connection waited for an answer. */
    readonly neverSent: number;
  };
  /** Of what was answered, whatever the status. With a rate, from the moment when a request was due. */
  readonly latencyMs: Latencies;
  readonly statuses: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
  readonly sliceMs: number;
  readonly slices: readonly Measured[];
  readonly faults: readonly FaultRecord[];
  readonly containers: readonly ContainerUsage[];
}

interface Findings {
  readonly load: Load;
  readonly faults: readonly FaultRecord[];
  readonly containers: readonly ContainerUsage[];
}

export type LoadSubject = Pick<
  LoadReport,
  'url' | 'service' | 'stack' | 'hadOwnStack' | 'connections' | 'rate' | 'wantedMs'
>;

export function loadReport(subject: LoadSubject, { load, faults, containers }: Findings): LoadReport {
  const { answered, failed, latencyMs } = load.meter.measured();
  const lastedMs = Math.round(load.elapsedMs());
  return {
    ...subject,
    lastedMs,
    requests: {
      sent: load.sent(),
      answered,
      answeredPerSecond: lastedMs === 0 ? 0 : Math.round((answered / lastedMs) * 1e4) / 10,
      failed,
      unfinished: load.unfinished(),
      neverSent: load.neverSent(),
    },
    latencyMs,
    statuses: Object.fromEntries(load.meter.statuses),
    failures: Object.fromEntries(load.meter.failures),
    sliceMs: load.sliceMs,
    slices: load.slices.slice(0, Math.ceil(lastedMs / load.sliceMs)).map((slice) => slice.measured()),
    faults,
    containers,
  };
}
