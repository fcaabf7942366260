import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerView, MemoryUse } from './container-view.ts';

const SAMPLES = 5;
const SAMPLE_PAUSE_MS = 200;

/**
 * The median of some samples, so that a health check which happens to run does not count. Absent when the container
 * ends meanwhile, or when its engine counts no memory.
 */
export async function idleMemoryBytes(
  container: ContainerView,
  signal: AbortSignal,
): Promise<number | undefined> {
  const samples: number[] = [];
  for (let count = 0; count < SAMPLES; count += 1) {
    if (count > 0) await sleep(SAMPLE_PAUSE_MS, undefined, { signal });
    const bytes = memoryBytes(await container.memory());
    if (bytes !== undefined) samples.push(bytes);
  }
  return samples.sort((one, other) => one - other)[Math.floor(samples.length / 2)];
}

/**
 * What the program holds and what the kernel holds for it. Contents of files do not count: the kernel keeps them as long
 * as nobody wants the memory, and has whoever read them first pay for them, so that the same program costs more on its
 * first run than on its second. `docker stats` leaves out only those that were not used lately. The first version of
 * control groups has the same figures under other names.
 */
function memoryBytes({ usage, stats = {} }: MemoryUse): number | undefined {
  if (usage === undefined) return undefined;
  const inactive = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  const active = stats.total_active_file ?? stats.active_file ?? 0;
  return Math.max(0, usage - inactive - active);
}
