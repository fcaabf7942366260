/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 up to, and without, the limit. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(values: readonly T[]) => T;
  /** True once in so many times. */
  readonly oneIn: (times: number) => boolean;
  readonly bytes: (length: number) => Buffer;
}

export function openRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    // A small generator of good repute: three rounds of multiply and shift.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('there is nothing to pick from');
      return value;
    },
    oneIn: (times) => below(times) === 0,
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}
