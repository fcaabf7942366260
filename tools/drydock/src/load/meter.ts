import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** In microseconds: an hour. What is longer counts as that. */
const LONGEST_US = 3_600_000_000;

/** In milliseconds. None of them when nothing was answered. */
export interface Latencies {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** What became of the requests within some time. */
export interface Measured {
  readonly answered: number;
  readonly failed: number;
  readonly latencyMs: Latencies;
}

/** Counts requests and their latencies, to be asked at any moment. */
export interface Meter {
  readonly answer: (status: number, latencyMs: number) => void;
  readonly failure: (kind: string) => void;
  readonly measured: () => Measured;
  readonly statuses: ReadonlyMap<number, number>;
  /** By kind: `connection refused`. */
  readonly failures: ReadonlyMap<string, number>;
}

export function createMeter(): Meter {
  const histogram = createHistogram({ lowest: 1, highest: LONGEST_US, figures: 3 });
  const statuses = new Map<number, number>();
  const failures = new Map<string, number>();
  const count = <K>(counts: Map<K, number>, key: K) => counts.set(key, (counts.get(key) ?? 0) + 1);
  return {
    answer: (status, latencyMs) => {
      count(statuses, status);
      histogram.record(Math.min(LONGEST_US, Math.max(1, Math.round(latencyMs * 1_000))));
    },
    failure: (kind) => void count(failures, kind),
    measured: () => ({
      answered: sum(statuses),
      failed: sum(failures),
      latencyMs: latenciesOf(histogram),
    }),
    statuses,
    failures,
  };
}

function latenciesOf(histogram: RecordableHistogram): Latencies {
  const ms = (us: number) => (histogram.count === 0 ? null : Math.round(us) / 1_000);
  return {
    mean: ms(histogram.mean),
    p50: ms(histogram.percentile(50)),
    p90: ms(histogram.percentile(90)),
    p99: ms(histogram.percentile(99)),
    max: ms(histogram.max),
  };
}

function sum(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((total, one) => total + one, 0);
}
