/**
 * Growth that is none, in bytes: collectors let rubbish gather before they look at it, and how much there is at the
 * moment of a look is chance. Go's heap may double between two collections, and V8's young generation has 16 MB.
 * A leak of 200 bytes a request, over the third of 25,000 requests, is 1.7 MB; so a leak that kills a service within a
 * day of such traffic shows in a long run, by the share, and no other is claimed to.
 */
const ALLOWED_BYTES = 12_000_000;
const ALLOWED_SHARE = 0.1;

export interface MemoryVerdict {
  readonly startBytes: number;
  /** Medians of the second and of the last third: the first is warming up, when caches fill and code is compiled. */
  readonly warmBytes: number;
  readonly endBytes: number;
  readonly allowedBytes: number;
  readonly isGrowing: boolean;
}

/** Whether memory, sampled at even intervals, grew after the first third of a run. */
export function judgeMemory(samples: readonly number[]): MemoryVerdict {
  const third = Math.floor(samples.length / 3);
  const warmBytes = median(samples.slice(third, 2 * third));
  const endBytes = median(samples.slice(-third));
  const allowedBytes = Math.max(ALLOWED_BYTES, ALLOWED_SHARE * warmBytes);
  return {
    startBytes: samples[0] ?? 0,
    warmBytes,
    endBytes,
    allowedBytes,
    isGrowing: endBytes - warmBytes > allowedBytes,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
