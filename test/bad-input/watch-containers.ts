import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, requestEngine } from '@drydock/engine';
import type { Stack } from '@drydock/stack';
import { dockerText } from '../support/containers.ts';

const SAMPLE_PAUSE_MS = 500;

export interface Watch {
  /** Memory of each service up to now, in bytes, by the order of time: what its program holds, without files. */
  readonly samples: Readonly<Record<string, readonly number[]>>;
  /** Takes a sample now. */
  sample(): Promise<void>;
  /** Ends the watch, and names every container that ended, was started again, or ran out of memory. */
  end(): Promise<string[]>;
}

/** Watches the containers of a stack until the end: their memory, and whether they live. */
export async function watchContainers(engine: Engine, stack: Stack): Promise<Watch> {
  const ids = new Map(stack.services.map(({ name, containerId }) => [name, containerId]));
  const samples: Record<string, number[]> = Object.fromEntries([...ids.keys()].map((name) => [name, []]));
  const starts = await states(engine, ids);
  const stopped = new AbortController();
  const sample = async () => {
    for (const [name, id] of ids) {
      const bytes = await memoryBytes(engine, id);
      if (bytes !== undefined) samples[name]?.push(bytes);
    }
  };
  const watching = (async () => {
    while (!stopped.signal.aborted) {
      await sample();
      await sleep(SAMPLE_PAUSE_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    samples,
    sample,
    end: async () => {
      stopped.abort();
      await watching;
      const now = await states(engine, ids);
      return [...now]
        .filter(([name, state]) => state !== starts.get(name))
        .map(([name, state]) => `${name}: ${state}, was ${starts.get(name)}`);
    },
  };
}

async function states(engine: Engine, ids: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const format =
    '{{.State.Status}}, exit code {{.State.ExitCode}}, out of memory: {{.State.OOMKilled}}, {{.RestartCount}} restarts, since {{.State.StartedAt}}';
  const lines = await Promise.all(
    [...ids.values()].map((id) => dockerText(engine, 'inspect', '--format', format, id)),
  );
  return new Map([...ids.keys()].map((name, index) => [name, lines[index] ?? '']));
}

interface Stats {
  memory_stats?: { usage?: number; stats?: Record<string, number> };
}

async function memoryBytes(engine: Engine, id: string): Promise<number | undefined> {
  const answer = await requestEngine(engine, `/containers/${id}/stats?stream=false&one-shot=true`);
  const stats = answer
    ? await text(answer.body)
    : await dockerText(engine, 'stats', '--no-stream', '--format', 'json', id);
  const { usage, stats: detail = {} } = (JSON.parse(stats) as Stats).memory_stats ?? {};
  if (usage === undefined) return undefined;
  const files =
    (detail.total_active_file ?? detail.active_file ?? 0) +
    (detail.total_inactive_file ?? detail.inactive_file ?? 0);
  return Math.max(0, usage - files);
}
