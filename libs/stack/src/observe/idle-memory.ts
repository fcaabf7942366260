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
 * As `docker stats` counts. The kernel keeps file contents in memory for as long as nobody wants the memory, and has
 * whoever read them first pay for them: they say nothing about the program. The first control group version calls
 * them `total_inactive_file`.
 */
function memoryBytes({ usage, stats = {} }: MemoryUse): number | undefined {
  if (usage === undefined) return undefined;
  const reclaimable = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return reclaimable < usage ? usage - reclaimable : usage;
}
