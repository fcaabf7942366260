import type { Shard } from './run-options.ts';

/** Something that a run does, and how long it took when it was last measured. */
export interface Piece {
  readonly name: string;
  readonly seconds: number;
}

/**
 * The pieces of one shard, longest first. Every shard computes the same split: the longest piece that is left goes to
 * the shard that has the least to do so far.
 */
export function shareOut<One extends Piece>(pieces: readonly One[], { index, count }: Shard): One[] {
  const longestFirst = pieces.toSorted((a, b) => b.seconds - a.seconds || (a.name < b.name ? -1 : 1));
  const shards = Array.from({ length: count }, () => ({ seconds: 0, pieces: [] as One[] }));
  for (const piece of longestFirst) {
    const least = shards.reduce((one, other) => (other.seconds < one.seconds ? other : one));
    least.pieces.push(piece);
    least.seconds += piece.seconds;
  }
  return shards[index - 1]?.pieces ?? [];
}
