import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, requestEngine } from '@drydock/engine';
import { z } from 'zod';

const SAMPLE_EVERY_MS = 500;

/** What a container took of the machine. */
export interface ContainerUsage {
  readonly service: string;
  /** In processors: 0.5 is half of one. */
  readonly cpu: { readonly average: number; readonly peak: number };
  readonly memoryBytes: { readonly start: number; readonly peak: number; readonly end: number };
}

/** Watches containers until it is told to stop. */
export interface UsageWatch {
  /** Leaves out who was never seen running. */
  readonly stop: () => Promise<ContainerUsage[]>;
}

export interface WatchedContainer {
  readonly service: string;
  readonly containerId: string;
}

const statsSchema = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }) }),
  memory_stats: z.object({
    usage: z.number().optional(),
    stats: z.record(z.string(), z.number()).optional(),
  }),
});

interface Sample {
  readonly atMs: number;
  readonly cpuNs: number;
  readonly memoryBytes: number;
}

export function watchUsage(engine: Engine, containers: readonly WatchedContainer[]): UsageWatch {
  const stopped = new AbortController();
  const watches = containers.map(async ({ service, containerId }) => {
    const samples: Sample[] = [];
    const look = async () => samples.push(...(await sampleOf(engine, containerId)));
    while (!stopped.signal.aborted) {
      await look();
      await sleep(SAMPLE_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    await look();
    return usageOf(service, samples);
  });
  return {
    stop: async () => {
      stopped.abort();
      return (await Promise.all(watches)).flat();
    },
  };
}

/** Nothing while the container does not run, or when the engine is reached in a way that only its client knows. */
async function sampleOf(engine: Engine, containerId: string): Promise<Sample[]> {
  const answer = await requestEngine(engine, `/containers/${containerId}/stats?stream=false&one-shot=true`);
  if (!answer) return [];
  const body = await text(answer.body);
  if (answer.status !== 200) return [];
  const { cpu_stats, memory_stats } = statsSchema.parse(JSON.parse(body));
  const { usage, stats = {} } = memory_stats;
  if (usage === undefined) return [];
  // Contents of files do not count: the kernel keeps them as long as nobody wants the memory.
  const files =
    (stats.inactive_file ?? stats.total_inactive_file ?? 0) +
    (stats.active_file ?? stats.total_active_file ?? 0);
  const memoryBytes = Math.max(0, usage - files);
  return [{ atMs: performance.now(), cpuNs: cpu_stats.cpu_usage.total_usage, memoryBytes }];
}

/** Exported for its test. A container that was started again counts its processor time from nothing. */
export function usageOf(service: string, samples: readonly Sample[]): ContainerUsage[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last) return [];
  const spent = samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample;
    const ns = sample.cpuNs < before.cpuNs ? sample.cpuNs : sample.cpuNs - before.cpuNs;
    return { seconds: ns / 1e9, ofSeconds: (sample.atMs - before.atMs) / 1e3 };
  });
  const seconds = spent.reduce((sum, one) => sum + one.seconds, 0);
  const ofSeconds = spent.reduce((sum, one) => sum + one.ofSeconds, 0);
  const memory = samples.map(({ memoryBytes }) => memoryBytes);
  return [
    {
      service,
      cpu: {
        average: ofSeconds > 0 ? seconds / ofSeconds : 0,
        peak: Math.max(0, ...spent.map((one) => one.seconds / one.ofSeconds)),
      },
      memoryBytes: { start: first.memoryBytes, peak: Math.max(...memory), end: last.memoryBytes },
    },
  ];
}
