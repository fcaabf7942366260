/** A layer of one image beside the one of the other that stands in its place. */
export interface LayerPair {
  readonly state: 'same' | 'changed' | 'removed' | 'added';
  /** Index of the layer in each image. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

/** What a layer is, and what made it: a layer made by the same instruction is the same layer, changed. */
export interface MadeLayer {
  readonly diffId: string;
  readonly instruction: string;
}

/** Layers side by side, lowest first: what is the same in both stays in its order. */
export function compareLayers(before: readonly MadeLayer[], after: readonly MadeLayer[]): LayerPair[] {
  const pairs: LayerPair[] = [];
  let done = { before: 0, after: 0 };
  const upTo = (next: { before: number; after: number }) => {
    pairs.push(...between([before, done.before, next.before], [after, done.after, next.after]));
    done = { before: next.before + 1, after: next.after + 1 };
  };
  for (const same of longestCommon(before, after)) {
    upTo(same);
    pairs.push({ state: 'same', ...same });
  }
  upTo({ before: before.length, after: after.length });
  return pairs;
}

type Range = readonly [layers: readonly MadeLayer[], from: number, to: number];

/** Pairs those that one instruction made; the rest is in one image only. */
function between([before, fromA, toA]: Range, [after, fromB, toB]: Range): LayerPair[] {
  const pairs: LayerPair[] = [];
  let next = fromB;
  for (let index = fromA; index < toA; index += 1) {
    const rest = after.slice(next, toB);
    const found = rest.findIndex(({ instruction }) => instruction === before[index]?.instruction);
    if (found < 0) {
      pairs.push({ state: 'removed', before: index });
      continue;
    }
    for (; next < toB && after[next] !== rest[found]; next += 1) pairs.push({ state: 'added', after: next });
    pairs.push({ state: 'changed', before: index, after: next });
    next += 1;
  }
  for (; next < toB; next += 1) pairs.push({ state: 'added', after: next });
  return pairs;
}

/** The longest run of layers, gaps allowed, that both images have in the same order. */
function longestCommon(
  a: readonly MadeLayer[],
  b: readonly MadeLayer[],
): readonly { before: number; after: number }[] {
  const isSame = (i: number, j: number) => a[i]?.diffId === b[j]?.diffId;
  // lengths[i][j]: of the longest run that begins at a[i] and b[j] or later.
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] ?? [];
      row[j] = isSame(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const common = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (isSame(i, j)) common.push({ before: i++, after: j++ });
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return common;
}
