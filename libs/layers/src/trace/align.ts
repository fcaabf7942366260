/**
 * Pairs the members of two lists so that as much as possible is paired and the order of both is kept. Where there
 * is a choice, the last ones are paired: what is newest is known best. Gives for each left one the index of its
 * right one.
 */
export function align<Left, Right>(
  left: readonly Left[],
  right: readonly Right[],
  /** How much a pair is worth: zero when it is none. */
  worth: (left: Left, right: Right) => number,
): (number | undefined)[] {
  const worths = left.map((one) => right.map((other) => worth(one, other)));
  // Of the first i of the left and the first j of the right.
  const best = [right.map(() => 0).concat(0)];
  const at = (i: number, j: number) => best[i]?.[j] ?? 0;
  for (let i = 1; i <= left.length; i++) {
    const row = [0];
    best.push(row);
    for (let j = 1; j <= right.length; j++) {
      const paired = at(i - 1, j - 1) + (worths[i - 1]?.[j - 1] ?? 0);
      row.push(Math.max(paired, at(i - 1, j), at(i, j - 1)));
    }
  }
  const pairs: (number | undefined)[] = left.map(() => undefined);
  for (let i = left.length, j = right.length; i > 0 && j > 0; ) {
    const value = worths[i - 1]?.[j - 1] ?? 0;
    if (value > 0 && at(i, j) === at(i - 1, j - 1) + value) {
      pairs[i - 1] = j - 1;
      i -= 1;
      j -= 1;
    } else if (at(i, j) === at(i, j - 1)) j -= 1;
    else i -= 1;
  }
  return pairs;
}
