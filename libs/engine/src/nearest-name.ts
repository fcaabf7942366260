/** The name a person most likely meant, or nothing when none is close: `image-galery` → `image-gallery`. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const ranked = names
    // A part of a name is as good as one wrong letter: `gallery` → `image-gallery`.
    .map((name) => ({ name, distance: name.includes(wanted) ? 1 : editDistance(wanted, name) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || a.name.length - b.name.length);
  return ranked[0]?.name;
}

/** Letters to insert, remove or replace to get from one word to the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, right] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

const LISTED = 12;

/** The names that there are, for a next step: all of a few, the first of many. */
export function listedNames(names: readonly string[]): string {
  const more = names.length - LISTED;
  return more <= 1 ? names.join(', ') : `${names.slice(0, LISTED).join(', ')} and ${more} more`;
}
