const MAX_AT_ONCE = 3;

let free = MAX_AT_ONCE;
const waiting: (() => void)[] = [];

/**
 * Does some work when it is its turn. No more than three layers are read at once in a process, however many images
 * are asked for: that keeps two cores busy and memory bounded.
 */
export async function inLayerSlot<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }
}
