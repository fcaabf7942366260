import { createHash } from 'node:crypto';

/** Draws from a seed: the same seed, the same numbers on each machine. */
export interface Random {
  /** From 0 to `below - 1`. */
  number(below: number): number;
  pick<T>(list: readonly T[]): T;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  /** So many of a list, in its order. */
  some<T>(list: readonly T[], most: number): T[];
}

export function randomOf(seed: string): Random {
  let count = 0;
  const number = (below: number) => {
    count += 1;
    const digest = createHash('sha256').update(`${seed}:${count}`).digest();
    return digest.readUInt32BE(0) % below;
  };
  const pick = <T>(list: readonly T[]) => list[number(list.length)] as T;
  const oneIn = (times: number) => number(times) === 0;
  const some = <T>(list: readonly T[], most: number) => {
    const wanted = Math.min(list.length, 1 + number(most));
    const chosen = new Set<T>();
    while (chosen.size < wanted) chosen.add(pick(list));
    return list.filter((one) => chosen.has(one));
  };
  return { number, pick, oneIn, some };
}
